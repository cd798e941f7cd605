import { parseExpression, parseFlow } from '../../src/dsl/3-ast/index.ts';
import type { Expression, ScriptDefinition } from '../../src/dsl/3-ast/index.ts';
import type { PhaseResult, Source } from '../../src/dsl/diagnostics/index.ts';
import { render } from '../../src/dsl/diagnostics/index.ts';

/** The value of a phase that finds nothing to complain about. */
export function clean<T>({ value, diagnostics }: PhaseResult<T>): T {
  if (diagnostics.length > 0) throw new Error(render(diagnostics, { colour: false }));
  return value;
}

/** A text and its only expression. */
export function parseOne(text: string): { readonly source: Source; readonly expression: Expression } {
  const source = { name: 'expression', text };
  return { source, expression: clean(parseExpression(source)) };
}

/** A script definition as it stands in a pipeline: `args …`, `state …`, handlers, body, without `define script`. */
export function parseDefinition(text: string): {
  readonly source: Source;
  readonly definition: ScriptDefinition;
} {
  const source = {
    name: 'test.flow',
    text: `define flow f flow define pipeline p pipeline define script s\n${text}\nend; end; end;`,
  };
  const [flow] = clean(parseFlow(source)).items;
  const pipeline = flow?.kind === 'define-flow' ? flow.body[0] : undefined;
  const definition = pipeline?.kind === 'define-pipeline' ? pipeline.body[0] : undefined;
  if (definition?.kind !== 'define-script') throw new Error('no script definition');
  return { source, definition };
}
