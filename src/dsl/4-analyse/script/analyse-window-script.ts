import type { Expression, ScriptDefinition, WindowDefinition } from '../../3-ast/nodes.ts';
import type { PhaseResult, Span } from '../../diagnostics/diagnostic.ts';
import type { Scope } from '../scope.ts';
import { Analysis } from './analysis.ts';
import type { ScriptFacts, WindowPart } from './facts.ts';
import { visitStatements } from './statements.ts';
import { visit } from './visit.ts';

/**
 * Resolves and checks the script of a window, which looks at each event (and at the time, on its port `tick`) and says
 * what becomes of the window. `around` is what it stands in, `block` its own block, with the modules that it uses.
 */
export function analyseWindowScript(
  window: WindowDefinition,
  around: Pick<Scope, 'source' | 'params'>,
  block: Scope | null,
): PhaseResult<ScriptFacts> {
  const { source } = around;
  const params = around.params.map((param) => param.name.text);
  const analysis = new Analysis(source, 'script', params, visit, block);
  const { span: name } = window.name;
  const hasState = window.state !== null;
  if (window.state !== null) visitPart(analysis, [window.state], null, name);
  for (const { port, body } of window.handlers)
    visitPart(analysis, body, { body: 'tick', hasState }, port.span);
  if (window.body !== null) visitPart(analysis, window.body, { body: 'event', hasState }, name);
  const facts: ScriptFacts = {
    definition: asScript(window),
    source,
    tables: analysis.tables,
    slots: analysis.slots,
    inputs: ['in', ...window.handlers.map(({ port }) => port.text)],
    outputs: new Map(),
    dynamicOutputs: false,
    reads: analysis.reads.finish(),
  };
  return { value: facts, diagnostics: analysis.diagnostics };
}

/** `part` null: the initial state. */
function visitPart(
  analysis: Analysis,
  body: readonly Expression[],
  part: WindowPart | null,
  opener: Span,
): void {
  analysis.windowPart = part;
  analysis.enter(body);
  visitStatements(analysis, body, part === null ? 'constant' : 'statement', opener);
  analysis.leave();
}

function asScript({ name, state, handlers, body, span }: WindowDefinition): ScriptDefinition {
  return {
    kind: 'define-script',
    docs: [],
    name,
    params: [],
    uses: [],
    state,
    handlers,
    body: body ?? [],
    span,
  };
}
