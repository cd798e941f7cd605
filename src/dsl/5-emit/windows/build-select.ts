import type { Findings, GroupFacts, Reads, ResolvedSelect } from '../../4-analyse/index.ts';
import type { Guard, Tap, Target } from '../pipeline/graph.ts';
import type { KeeperNode } from '../pipeline/keeper.ts';
import { emitExpression, emitSelection } from '../script/index.ts';
import type { Environment } from '../settings/environment.ts';
import { buildWindow } from './build-window.ts';
import type { CompiledGroupBy } from './group-by.ts';
import { WindowedSelect } from './windowed-select.ts';
import type { WindowNode, WindowedNode } from './windowed-node.ts';

/** What stands around a select from windows. */
export interface SelectParts {
  /** `main/select from in[w] into out`. */
  readonly path: string;
  readonly where: Guard | null;
  readonly having: Guard | null;
  readonly into: Target;
  readonly errors: Target;
}

/** A select from windows as a node that keeps what they gather. */
export function buildWindowedSelect(
  select: ResolvedSelect,
  parts: SelectParts,
  environment: Environment,
  findings: Findings,
): KeeperNode {
  const { path, where, having, into, errors } = parts;
  const { source } = environment.scope;
  const { span } = select.statement;
  const windows = select.windows.map((window) => buildWindow(window, environment, findings));
  const { value: selection, diagnostics } = emitSelection(
    select.target,
    environment.args,
    findings.variables,
  );
  findings.add(diagnostics);
  const node: WindowedNode = {
    path,
    // Where one is not in order (reported), none of this is going to run.
    windows: windows.filter((window): window is WindowNode => window !== null),
    where,
    groupBy: select.groupBy && buildGroupBy(select.groupBy, environment, findings),
    selection,
    having,
    source,
    span,
  };
  const out: Tap = {
    edges: [{ path, where: null, groupBy: null, target: null, having: null, into, errors, source, span }],
  };
  return {
    path: statePath(node),
    ports: new Map([['out', out]]),
    errors,
    reads: { fields: readsOf(select), passesEvent: false },
    create: (exits) => new WindowedSelect(node, exits),
  };
}

/** Other aggregates have another state: it is found by their text, too. */
function statePath({ path, selection }: WindowedNode): string {
  return [path, ...selection.aggregates.map(({ text }) => text)].join(' ');
}

function readsOf({ where, target, groupBy, windows }: ResolvedSelect): readonly string[] {
  const scripts = windows.flatMap(({ facts }) => facts.script?.reads.fields ?? []);
  return [...(where?.reads.fields ?? []), ...target.reads.fields, ...groupReads(groupBy).fields, ...scripts];
}

/** What the expressions after `group by` look at. */
export function groupReads(groupBy: GroupFacts | null): Reads {
  const fields = groupBy === null ? [] : fieldsOf(groupBy);
  return { fields, passesEvent: false };
}

function fieldsOf(groupBy: GroupFacts): readonly string[] {
  return groupBy.kind === 'set' ? groupBy.items.flatMap(fieldsOf) : groupBy.facts.reads.fields;
}

export function buildGroupBy(
  groupBy: GroupFacts,
  environment: Environment,
  findings: Findings,
): CompiledGroupBy {
  if (groupBy.kind === 'set') {
    return { kind: 'set', items: groupBy.items.map((item) => buildGroupBy(item, environment, findings)) };
  }
  const { value: evaluate, diagnostics } = emitExpression(
    groupBy.facts,
    environment.args,
    findings.variables,
  );
  findings.add(diagnostics);
  const { source } = environment.scope;
  return { kind: groupBy.kind, evaluate, source, span: groupBy.facts.expression.span };
}
