import type * as ast from '../3-ast/nodes.ts';
import { cyclePath, findCycles } from './cycles.ts';
import type { Edge } from './cycles.ts';
import { assertNever } from '../../runtime/errors.ts';
import type { GroupFacts, ResolvedSelect } from './facts.ts';
import type { Findings } from './findings.ts';
import type { PipelineAnalyser } from './pipelines.ts';
import { explainOuterArguments } from './outer-arguments.ts';
import { resolveSelectEnd } from './select-ends.ts';
import type { PipelineHead } from './select-ends.ts';
import { analyseExpression, groupedExpressions, guardMistake } from './script/index.ts';
import type { ExpressionFacts, SelectClause } from './script/index.ts';
import { resolveWindows } from './select-windows.ts';

/** The `select` statements of a pipeline, as far as both ends and all windows exist. */
export function analyseSelects(
  pipeline: PipelineHead,
  analyser: PipelineAnalyser,
  findings: Findings,
): readonly ResolvedSelect[] {
  const { scope } = pipeline;
  const selects: ResolvedSelect[] = [];
  const params = pipeline.definition.params.map((param) => param.name.text);
  const analyse = (expression: ast.Expression, clause: SelectClause): ExpressionFacts => {
    const within = { params, use: 'select', clause, around: scope } as const;
    const { value, diagnostics } = analyseExpression(expression, findings.source, within);
    findings.add(explainOuterArguments(diagnostics, scope.parent));
    return value;
  };
  const analyseGuard = (
    guard: ast.Expression,
    clause: SelectClause & { readonly part: 'where' | 'having' },
  ): ExpressionFacts => {
    const facts = analyse(guard, clause);
    const { part } = clause;
    const mistake = guardMistake(guard, part, facts.tables);
    if (mistake !== undefined) findings.error(mistake);
    if (facts.tables.constants.get(guard) === false) {
      findings.warn({
        code: 'FR732',
        title: `no event gets past \`${part}\``,
        span: guard.span,
        label: 'always false',
        help: ['remove the select, or mend its condition'],
      });
    }
    return facts;
  };
  for (const statement of pipeline.definition.body) {
    if (statement.kind !== 'select') continue;
    // In a statement that did not parse as a whole, the windows may be what is missing.
    const isWindowed = statement.windows.length > 0 || (findings.isDamaged(statement) ? null : false);
    const clause = { isWindowed, grouped: groupedExpressions(statement.groupBy) };
    const target = analyse(statement.target, { part: 'target', ...clause });
    const windows = resolveWindows(
      statement.windows,
      scope,
      (found) => analyser.analyseWindow(found),
      findings,
    );
    const where = statement.where && analyseGuard(statement.where, { part: 'where', ...clause });
    const groupBy =
      statement.groupBy &&
      analyseGroupBy(statement.groupBy, (value) => analyse(value, { part: 'group by', ...clause }));
    const having = statement.having && analyseGuard(statement.having, { part: 'having', ...clause });
    const from = resolveSelectEnd(statement.from, 'from', pipeline, findings);
    const into = resolveSelectEnd(statement.into, 'into', pipeline, findings);
    if (from === null || into === null || windows === null) continue;
    selects.push({ statement, from, into, windows, target, where, groupBy, having });
  }
  checkCycles(selects, findings);
  return selects;
}

function analyseGroupBy(
  groupBy: ast.GroupBy,
  analyse: (value: ast.Expression) => ExpressionFacts,
): GroupFacts {
  switch (groupBy.kind) {
    case 'group-value':
      return { kind: 'value', facts: analyse(groupBy.value) };
    case 'group-each':
      return { kind: 'each', facts: analyse(groupBy.value) };
    case 'group-set':
      return { kind: 'set', items: groupBy.items.map((item) => analyseGroupBy(item, analyse)) };
    default:
      return assertNever(groupBy);
  }
}

/** Nodes that feed each other would run for ever. */
function checkCycles(selects: readonly ResolvedSelect[], findings: Findings): void {
  const edges: Edge<ast.SelectStatement>[] = [];
  for (const { from, into, statement } of selects) {
    if (from.node !== null && into.node !== null)
      edges.push({ from: from.node, to: into.node, origin: statement });
  }
  for (const cycle of findCycles(edges)) {
    const statements = cycle.map((edge) => edge.origin);
    findings.error({
      code: 'FR316',
      title: `nodes are connected in a circle: ${cyclePath(cycle)}`,
      span: statements.at(-1)!.into.span,
      label: 'this closes the circle',
      context: statements.slice(0, -1).map((statement) => findings.at(statement.into, 'by way of this')),
      help: ['remove one of these selects: an event would go round for ever'],
    });
  }
}
