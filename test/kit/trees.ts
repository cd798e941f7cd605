import type { Expression, FlowFile } from '../../src/dsl/3-ast/index.ts';
import type { Span } from '../../src/dsl/diagnostics/index.ts';

/** Any node of a syntax tree, as the tests walk over them. */
export interface AnyNode {
  readonly kind: string;
  readonly span: Span;
  readonly [property: string]: unknown;
}

/** All nodes of a tree, parents before their children. */
export function* nodesOf(tree: unknown): Generator<AnyNode> {
  if (typeof tree !== 'object' || tree === null) return;
  if ('kind' in tree && 'span' in tree) yield tree as AnyNode;
  for (const child of Object.values(tree)) yield* nodesOf(child);
}

/** The tree without its positions: what two texts that mean the same have in common. */
export function withoutSpans(tree: unknown): unknown {
  if (Array.isArray(tree)) return tree.map(withoutSpans);
  if (typeof tree !== 'object' || tree === null) return tree;
  const entries = Object.entries(tree).filter(([key]) => key !== 'span' && key !== 'operatorSpan');
  return Object.fromEntries(entries.map(([key, value]) => [key, withoutSpans(value)]));
}

/** The tree as JSON for people: what fits on a line is on one; positions are `"start-end"`. That a script
 * uses no module, and that nothing is configured, is left out. */
export function treeText(tree: FlowFile | readonly Expression[]): string {
  return `${compact(readable(tree), '')}\n`;
}

function readable(tree: unknown): unknown {
  if (typeof tree === 'bigint') return `${tree}n`;
  if (Array.isArray(tree)) return tree.map(readable);
  if (typeof tree !== 'object' || tree === null) return tree;
  const written = Object.entries(tree).filter(
    ([key, value]) => !(['uses', 'config'].includes(key) && isEmpty(value)),
  );
  const entries = written.map(([key, value]) => [
    key,
    key.toLowerCase().endsWith('span') ? `${(value as Span).start}-${(value as Span).end}` : readable(value),
  ]);
  return Object.fromEntries(entries) as unknown;
}

function isEmpty(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

function compact(value: unknown, indent: string): string {
  const line = JSON.stringify(value);
  if (typeof value !== 'object' || value === null || line.length + indent.length <= 110) return line;
  const deeper = `${indent}  `;
  const isArray = Array.isArray(value);
  const rows = Object.entries(value).map(
    ([key, child]) => `${deeper}${isArray ? '' : `${JSON.stringify(key)}: `}${compact(child, deeper)}`,
  );
  const [open, close] = isArray ? '[]' : '{}';
  return `${open}\n${rows.join(',\n')}\n${indent}${close}`;
}
