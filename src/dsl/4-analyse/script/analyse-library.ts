import type { ConstDefinition } from '../../3-ast/nodes.ts';
import type { PhaseResult, Source } from '../../diagnostics/diagnostic.ts';
import type { Scope } from '../scope.ts';
import { Analysis } from './analysis.ts';
import type { LibraryFacts } from './facts.ts';
import { visit } from './visit.ts';

/** Resolves and checks what a module defines for expressions: its constants, in their order. */
export function analyseLibrary(
  items: readonly ConstDefinition[],
  source: Source,
  file: Scope,
): PhaseResult<LibraryFacts> {
  const analysis = new Analysis(source, 'script', [], visit, file);
  analysis.enter(items);
  for (const item of items) analysis.visit(item, 'statement');
  const { tables, diagnostics } = analysis;
  const { slots } = analysis.scope;
  const constants = new Map<string, ConstDefinition>();
  for (const item of items) if (!constants.has(item.name.text)) constants.set(item.name.text, item);
  return { value: { source, tables, slots, constants }, diagnostics };
}
