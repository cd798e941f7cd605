import type { ConstDefinition, FnDefinition } from '../../3-ast/nodes.ts';
import type { PhaseResult, Source } from '../../diagnostics/diagnostic.ts';
import type { Scope } from '../scope.ts';
import { Analysis } from './analysis.ts';
import type { LibraryFacts, UserFunction } from './facts.ts';
import { visit } from './visit.ts';

/**
 * Resolves and checks what a module defines for expressions: its constants and functions, in their order. That nobody
 * here calls a function is nothing to warn of.
 */
export function analyseLibrary(
  items: readonly (ConstDefinition | FnDefinition)[],
  source: Source,
  file: Scope,
): PhaseResult<LibraryFacts> {
  const analysis = new Analysis(source, 'script', [], visit, file);
  analysis.enter(items);
  for (const item of items) analysis.visit(item, 'statement');
  const { tables, diagnostics } = analysis;
  const { slots } = analysis.scope;
  const constants = new Map<string, ConstDefinition>();
  const functions = new Map<string, UserFunction>();
  for (const item of items) {
    const { text } = item.name;
    if (item.kind === 'const') {
      if (!constants.has(text)) constants.set(text, item);
    } else {
      const fn = analysis.scope.findFunction(text);
      if (fn !== undefined) functions.set(text, fn);
    }
  }
  return { value: { source, tables, slots, constants, functions }, diagnostics };
}
