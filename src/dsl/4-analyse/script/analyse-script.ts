import type { Expression, ScriptDefinition } from '../../3-ast/nodes.ts';
import type { PhaseResult, Source, Span } from '../../diagnostics/diagnostic.ts';
import type { Scope } from '../scope.ts';
import { Analysis } from './analysis.ts';
import type { ScriptFacts } from './facts.ts';
import { reportEmpty, visitStatements } from './statements.ts';
import { visit } from './visit.ts';

/**
 * Resolves and checks a script: its state, its handlers and its body. Never throws, whatever the tree lacks. `around` is
 * its own block, with the modules that it uses.
 */
export function analyseScript(
  definition: ScriptDefinition,
  source: Source,
  around: Scope | null = null,
): PhaseResult<ScriptFacts> {
  const params = definition.params.map((param) => param.name.text);
  const analysis = new Analysis(source, 'script', params, visit, around);
  analysis.outputs.set('out', null).set('err', null);
  const name = definition.name.span;
  if (definition.state !== null) visitBody(analysis, [definition.state], 'constant', name);
  const inputs = visitHandlers(analysis, definition);
  visitBody(analysis, definition.body, 'statement', name);
  const { outputs, dynamicOutputs, slots, diagnostics } = analysis;
  const facts: ScriptFacts = {
    definition,
    source,
    tables: analysis.tables,
    slots,
    inputs,
    outputs,
    dynamicOutputs,
    reads: analysis.reads.finish(),
  };
  return { value: facts, diagnostics };
}

function visitBody(
  analysis: Analysis,
  body: readonly Expression[],
  place: 'statement' | 'constant',
  opener: Span,
): void {
  analysis.enter(body);
  visitStatements(analysis, body, place, opener);
  const last = body.at(-1);
  if (last?.kind === 'fn') reportEmpty(analysis, last.name.span);
  if (place === 'statement' && last !== undefined) analysis.reads.result(last, analysis);
  analysis.leave();
}

/** Gives the input ports of the script. */
function visitHandlers(analysis: Analysis, { handlers }: ScriptDefinition): readonly string[] {
  const ports = new Map<string, { readonly start: number; readonly end: number }>();
  for (const { port, body } of handlers) {
    const first = ports.get(port.text);
    if (port.text === 'in') {
      analysis.error({
        code: 'FR513',
        title: 'the port `in` is the one of the main `script`',
        span: port.span,
        label: 'cannot have a handler of its own',
        help: ['events from `in` run the body after the plain `script`'],
      });
    } else if (first !== undefined) {
      analysis.error({
        code: 'FR514',
        title: `the port \`${port.text}\` has two handlers`,
        span: port.span,
        label: 'handled again',
        context: [analysis.label(first, 'first handled here')],
      });
    } else {
      ports.set(port.text, port.span);
    }
    visitBody(analysis, body, 'statement', port.span);
  }
  return ['in', ...ports.keys()];
}
