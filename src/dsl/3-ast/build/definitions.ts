import type * as cst from '../../2-parse/cst.ts';
import type { Span } from '../../diagnostics/diagnostic.ts';
import type * as ast from '../nodes.ts';
import { buildConfig } from './config.ts';
import { spanOfNode } from './context.ts';
import type { BuildContext } from './context.ts';
import { buildModulePath, buildName, nameOfToken } from './names.ts';
import { IN_FLOW, IN_PIPELINE } from './placement.ts';
import { buildParameters, buildSettings } from './settings.ts';
import { buildStatements } from './statements.ts';
import { buildBody } from './steps.ts';
import { usesAmong } from './uses.ts';
import { buildValue } from './values.ts';
import { buildWindow } from './windows.ts';

type Definition =
  | ast.FlowDefinition
  | ast.ConnectorDefinition
  | ast.PipelineDefinition
  | ast.OperatorDefinition
  | ast.ScriptDefinition
  | ast.WindowDefinition;

/** What all definitions begin with. */
interface Head {
  readonly docs: readonly string[];
  readonly name: ast.Name;
  readonly params: readonly ast.Parameter[];
  readonly span: Span;
}

export function buildDefinition(
  ctx: BuildContext,
  node: cst.DefineCstNode,
  span: Span,
): Definition | undefined {
  const docs = ctx.docs.take(span.start);
  const { flow, connector, pipeline, operatorDefinition, scriptDefinition, windowDefinition } = node.children;
  const window = windowDefinition?.[0];
  if (window !== undefined) return buildWindow(ctx, window, docs, span);
  const definition = (flow ?? connector ?? pipeline ?? operatorDefinition ?? scriptDefinition)?.[0];
  const name = buildName(definition?.children.name?.[0]);
  if (definition === undefined || name === undefined) return undefined;
  const params = buildParameters(ctx, definition.children.args?.[0]);
  const head: Head = { docs, name, params, span };
  switch (definition.name) {
    case 'flow':
      buildConfig(ctx, statementsOf(definition), IN_FLOW);
      return { kind: 'define-flow', ...head, body: buildStatements(ctx, statementsOf(definition), IN_FLOW) };
    case 'connector':
      return buildConnector(ctx, definition, head);
    case 'pipeline':
      return buildPipeline(ctx, definition, head);
    case 'operatorDefinition': {
      const type = buildModulePath(definition.children.modulePath?.[0]);
      const settings = buildSettings(ctx, definition.children.settings?.[0]);
      return type && { kind: 'define-operator', ...head, type, settings };
    }
    case 'scriptDefinition':
      return buildScript(ctx, definition, head);
  }
}

function statementsOf(node: cst.FlowCstNode | cst.PipelineCstNode): readonly cst.StatementCstNode[] {
  return node.children.statements?.[0]?.children.statement ?? [];
}

function buildConnector(
  ctx: BuildContext,
  { children }: cst.ConnectorCstNode,
  head: Head,
): ast.ConnectorDefinition | undefined {
  const type = buildConnectorType(children.connectorType?.[0]);
  const settings = buildSettings(ctx, children.settings?.[0]);
  return type && { kind: 'define-connector', ...head, type, settings };
}

function buildConnectorType(node: cst.ConnectorTypeCstNode | undefined): ast.ModulePath | undefined {
  const keyword = nameOfToken(node?.children.Null?.[0]);
  if (keyword !== undefined) return { kind: 'module-path', names: [keyword], span: keyword.span };
  return buildModulePath(node?.children.modulePath?.[0]);
}

function buildPipeline(ctx: BuildContext, node: cst.PipelineCstNode, head: Head): ast.PipelineDefinition {
  return {
    kind: 'define-pipeline',
    ...head,
    inputs: buildPorts(node.children.inputs?.[0]),
    outputs: buildPorts(node.children.outputs?.[0]),
    config: buildConfig(ctx, statementsOf(node), IN_PIPELINE),
    body: buildStatements(ctx, statementsOf(node), IN_PIPELINE),
  };
}

function buildPorts(node: cst.PortsCstNode | undefined): readonly ast.Name[] | null {
  if (node === undefined) return null;
  return (node.children.name ?? []).map(buildName).filter((name) => name !== undefined);
}

function buildScript(
  ctx: BuildContext,
  { children }: cst.ScriptDefinitionCstNode,
  head: Head,
): ast.ScriptDefinition {
  const handlers = (children.handler ?? []).map((each) => buildHandler(ctx, each));
  const steps = children.body?.[0]?.children.step ?? [];
  return {
    kind: 'define-script',
    ...head,
    state: children.State === undefined ? null : buildValue(ctx, children.value?.[0], head.span.end),
    uses: usesAmong([...stepsOfHandlers(children.handler ?? []), ...steps]),
    handlers: handlers.filter((each) => each !== undefined),
    body: buildBody(ctx, steps),
  };
}

/** What stands in handlers, one after the other. */
export function stepsOfHandlers(handlers: readonly cst.HandlerCstNode[]): readonly cst.StepCstNode[] {
  return handlers.flatMap(({ children }) => children.body?.[0]?.children.step ?? []);
}

export function buildHandler(ctx: BuildContext, node: cst.HandlerCstNode): ast.ScriptHandler | undefined {
  const port = buildName(node.children.name?.[0]);
  if (port === undefined) return undefined;
  const body = buildBody(ctx, node.children.body?.[0]?.children.step ?? []);
  return { kind: 'script-handler', port, body, span: spanOfNode(node, port.span.end) };
}
