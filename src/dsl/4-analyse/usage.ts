/** Warnings about what is there but has no effect. */
import type * as ast from '../3-ast/nodes.ts';
import type { CreatedPipeline, FlowFacts, PipelineFacts, ResolvedEnd } from './facts.ts';
import type { Findings } from './findings.ts';
import { definedBy } from './scope.ts';
import type { Definable } from './scope.ts';

type Body = readonly (ast.FlowStatement | ast.PipelineStatement)[];

/** Warns of what a flow defines but does not create, or creates but does not connect. */
export function checkFlowUsage(
  flow: FlowFacts,
  pipelines: ReadonlyMap<ast.PipelineDefinition, PipelineFacts>,
  findings: Findings,
): void {
  checkDefinitions(flow.definition.body, findings);
  // A `connect` that failed leaves ends open that its author did connect.
  const written = flow.definition.body.filter((statement) => statement.kind === 'connect');
  if (written.length > flow.links.length) return;
  const ends = flow.links.flatMap((link) => [link.from, link.to]);
  for (const { statement } of flow.connectors.values()) {
    if (!ends.some((end) => isEndOf(end, statement))) warnUnconnected(statement, findings);
  }
  for (const created of flow.pipelines.values()) {
    const facts = pipelines.get(created.definition);
    if (facts !== undefined) checkPipelinePorts(created, facts, flow, findings);
  }
}

/** Warns of definitions that nothing in this body, and no pipeline inside of it, creates. */
export function checkDefinitions(body: Body, findings: Findings): void {
  const used = new Set([...createdNames(body), ...mentionedNames(body)]);
  for (const statement of body) {
    const what = definedBy(statement);
    if (what === null) continue;
    const { name } = statement as Definable[typeof what];
    if (used.has(`${what} ${name.text}`)) continue;
    findings.warn({
      code: 'FR721',
      title: `${what} \`${name.text}\` is never created`,
      span: name.span,
      label: 'defined, but not created',
      help: [`add \`create ${what} ${name.text};\`, or remove the definition`],
    });
  }
}

/** `script a` for everything that is created in a body or deeper. */
function createdNames(body: Body): readonly string[] {
  return body.flatMap((statement) => {
    if (statement.kind === 'define-pipeline') return createdNames(statement.body);
    if (statement.kind !== 'create') return [];
    const names = statement.from?.names ?? [statement.name];
    return names.length > 1 ? [] : [`${statement.what} ${names[0]!.text}`];
  });
}

/** What is connected or selected although it is not created: that is an error, with the same advice. */
function mentionedNames(body: Body): readonly string[] {
  return body.flatMap((statement) => {
    if (statement.kind === 'connect') {
      return [statement.from, statement.to].map((end) => `${end.what} ${end.name.text}`);
    }
    if (statement.kind !== 'select') return [];
    const names = [statement.from.node.text, statement.into.node.text];
    return names.flatMap((name) => [`script ${name}`, `operator ${name}`, `pipeline ${name}`]);
  });
}

function isEndOf(end: ResolvedEnd, statement: ast.CreateStatement): boolean {
  return end.what === statement.what && end.name === statement.name.text;
}

function warnUnconnected(statement: ast.CreateStatement, findings: Findings): void {
  const { what, name } = statement;
  findings.warn({
    code: 'FR722',
    title: `${what} \`${name.text}\` is not connected`,
    span: name.span,
    label: 'created, but not connected',
    help: [`add a \`connect\` with \`/${what}/${name.text}\`, or remove it`],
  });
}

/** A pipeline needs something that feeds it and somewhere to go; `err` may stay open. */
function checkPipelinePorts(
  created: CreatedPipeline,
  facts: PipelineFacts,
  flow: FlowFacts,
  findings: Findings,
): void {
  const { statement } = created;
  const name = statement.name.text;
  const fed = flow.links.filter((link) => isEndOf(link.to, statement)).map((link) => link.to.port);
  const taken = flow.links.filter((link) => isEndOf(link.from, statement)).map((link) => link.from.port);
  if (fed.length === 0 && taken.length === 0) {
    warnUnconnected(statement, findings);
    return;
  }
  const idle = facts.inputs.filter((port) => !fed.includes(port));
  const open = facts.outputs.filter((port) => port !== 'err' && !taken.includes(port));
  for (const port of idle) {
    findings.warn({
      code: 'FR723',
      title: `nothing is connected to port \`${port}\` of pipeline \`${name}\``,
      span: statement.name.span,
      label: `no event reaches \`${port}\``,
      help: [`add \`connect … to /pipeline/${name}/${port};\``],
    });
  }
  for (const port of open) {
    findings.warn({
      code: 'FR724',
      title: `port \`${port}\` of pipeline \`${name}\` leads nowhere`,
      span: statement.name.span,
      label: `events from \`${port}\` are dropped`,
      help: [`add \`connect /pipeline/${name}/${port} to …;\``],
    });
  }
}
