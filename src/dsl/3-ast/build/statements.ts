import type { IToken } from 'chevrotain';
import type * as cst from '../../2-parse/cst.ts';
import type { Span } from '../../diagnostics/diagnostic.ts';
import type * as ast from '../nodes.ts';
import { realToken, spanOfNode } from './context.ts';
import type { BuildContext } from './context.ts';
import { buildDefinition } from './definitions.ts';
import { buildFnDefinition, reportIntrinsic } from './functions.ts';
import { buildModulePath, buildName } from './names.ts';
import { buildSettings } from './settings.ts';
import { isAllowed } from './placement.ts';
import type { Place } from './placement.ts';
import { buildConstDefinition } from './steps.ts';
import { buildUse } from './uses.ts';
import { buildValue } from './values.ts';

/** Any statement, wherever it stands. */
export type Statement = ast.FileItem | ast.FlowStatement | ast.PipelineStatement;

/**
 * The statements of a file, flow or pipeline. What cannot stand there is reported and left out, as is what lacks so
 * much that there is nothing to look at.
 */
export function buildStatements<S extends Statement>(
  ctx: BuildContext,
  nodes: readonly cst.StatementCstNode[],
  place: Place<S>,
): readonly S[] {
  return nodes
    .map((node) => buildStatement(ctx, node))
    .filter((statement) => statement !== undefined)
    .filter((statement) => isAllowed(ctx, statement, place));
}

function buildStatement(ctx: BuildContext, { children }: cst.StatementCstNode): Statement | undefined {
  const { define, create, connect, deploy, select, use, constStep, fnStep, intrinsicStep } = children;
  const statement = define ?? create ?? connect ?? deploy ?? select;
  const node = (statement ?? use ?? constStep ?? fnStep ?? intrinsicStep)?.[0];
  if (node === undefined) return undefined;
  const span = spanOfNode(node, 0);
  switch (node.name) {
    case 'define':
      return buildDefinition(ctx, node, span);
    case 'create':
      return buildCreate(ctx, node, span);
    case 'connect':
      return buildConnect(node, span);
    case 'deploy':
      return buildDeploy(ctx, node, span);
    case 'select':
      return buildSelect(ctx, node, span);
    case 'use':
      return buildUse(node);
    case 'constStep':
      return buildConstDefinition(ctx, node);
    case 'fnStep':
      return buildFnDefinition(ctx, node);
    case 'intrinsicStep':
      reportIntrinsic(ctx, node);
      return undefined;
  }
}

function buildCreate(
  ctx: BuildContext,
  node: cst.CreateCstNode,
  span: Span,
): ast.CreateStatement | undefined {
  const { Connector, Pipeline, Script, Stream, Operator, name, instance } = node.children;
  const what = wordOf<ast.CreateStatement['what']>(
    (Connector ?? Pipeline ?? Script ?? Stream ?? Operator)?.[0],
  );
  const named = buildName(name?.[0]);
  if (what === undefined || named === undefined) return undefined;
  return { kind: 'create', what, name: named, ...buildInstance(ctx, instance?.[0]), span };
}

function buildInstance(
  ctx: BuildContext,
  node: cst.InstanceCstNode | undefined,
): Pick<ast.CreateStatement, 'from' | 'settings'> {
  const from = buildModulePath(node?.children.modulePath?.[0]) ?? null;
  return { from, settings: buildSettings(ctx, node?.children.settings?.[0]) };
}

function buildConnect({ children }: cst.ConnectCstNode, span: Span): ast.ConnectStatement | undefined {
  const from = buildEndpoint(children.from?.[0]);
  const to = buildEndpoint(children.to?.[0]);
  return from && to && { kind: 'connect', from, to, span };
}

function buildEndpoint(node: cst.EndpointCstNode | undefined): ast.Endpoint | undefined {
  if (node === undefined) return undefined;
  const { Connector, Pipeline, name, port } = node.children;
  const what = wordOf<ast.Endpoint['what']>((Connector ?? Pipeline)?.[0]);
  const named = buildName(name?.[0]);
  if (what === undefined || named === undefined) return undefined;
  return {
    kind: 'endpoint',
    what,
    name: named,
    port: buildName(port?.[0]) ?? null,
    span: spanOfNode(node, 0),
  };
}

function buildDeploy(
  ctx: BuildContext,
  node: cst.DeployCstNode,
  span: Span,
): ast.DeployStatement | undefined {
  const docs = ctx.docs.take(span.start);
  const name = buildName(node.children.name?.[0]);
  if (name === undefined) return undefined;
  return { kind: 'deploy', docs, name, ...buildInstance(ctx, node.children.instance?.[0]), span };
}

function buildSelect(
  ctx: BuildContext,
  node: cst.SelectCstNode,
  span: Span,
): ast.SelectStatement | undefined {
  const { target, from, where, into, having } = node.children;
  const source = buildPortReference(from?.[0]);
  const sink = buildPortReference(into?.[0]);
  if (source === undefined || sink === undefined) return undefined;
  const clause = (value: cst.ValueCstNode | undefined) => (value ? buildValue(ctx, value, span.end) : null);
  return {
    kind: 'select',
    target: buildValue(ctx, target?.[0], span.start + 'select'.length),
    from: source,
    where: clause(where?.[0]),
    into: sink,
    having: clause(having?.[0]),
    span,
  };
}

function buildPortReference(node: cst.PortReferenceCstNode | undefined): ast.PortReference | undefined {
  const name = buildName(node?.children.name?.[0]);
  if (name === undefined) return undefined;
  const port = buildName(node?.children.port?.[0]) ?? null;
  const span = { start: name.span.start, end: (port ?? name).span.end };
  return { kind: 'port-reference', node: name, port, span };
}

/** By its type: the word itself may be misspelt. The grammar has only let these words through. */
function wordOf<W extends string>(token: IToken | undefined): W | undefined {
  return realToken(token)?.tokenType.name.toLowerCase() as W | undefined;
}
