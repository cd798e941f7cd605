import type * as ast from '../3-ast/nodes.ts';
import { cyclePath, findCycles } from './cycles.ts';
import type { Edge } from './cycles.ts';
import type { ResolvedSelect } from './facts.ts';
import type { Findings } from './findings.ts';
import { explainOuterArguments } from './outer-arguments.ts';
import { resolveSelectEnd } from './select-ends.ts';
import type { PipelineHead } from './select-ends.ts';
import { analyseExpression, guardMistake } from './script/index.ts';
import type { ExpressionFacts } from './script/index.ts';

/** The `select` statements of a pipeline, as far as both ends exist. */
export function analyseSelects(pipeline: PipelineHead, findings: Findings): readonly ResolvedSelect[] {
  const selects: ResolvedSelect[] = [];
  const params = pipeline.definition.params.map((param) => param.name.text);
  const analyse = (expression: ast.Expression): ExpressionFacts => {
    const scope = { params, use: 'select', around: pipeline.scope } as const;
    const { value, diagnostics } = analyseExpression(expression, findings.source, scope);
    findings.add(explainOuterArguments(diagnostics, pipeline.scope.parent));
    return value;
  };
  const analyseGuard = (guard: ast.Expression, clause: 'where' | 'having'): ExpressionFacts => {
    const facts = analyse(guard);
    const mistake = guardMistake(guard, clause, facts.tables);
    if (mistake !== undefined) findings.error(mistake);
    return facts;
  };
  for (const statement of pipeline.definition.body) {
    if (statement.kind !== 'select') continue;
    const target = analyse(statement.target);
    const where = statement.where && analyseGuard(statement.where, 'where');
    const having = statement.having && analyseGuard(statement.having, 'having');
    const from = resolveSelectEnd(statement.from, 'from', pipeline, findings);
    const into = resolveSelectEnd(statement.into, 'into', pipeline, findings);
    if (from !== null && into !== null) selects.push({ statement, from, into, target, where, having });
  }
  checkCycles(selects, findings);
  return selects;
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
