import { bug } from '../../../runtime/errors.ts';
import { descendants } from '../../4-analyse/script/traverse.ts';
import type { Tables } from '../../4-analyse/script/index.ts';
import type { Expression, PathRoot } from '../../3-ast/nodes.ts';

/** What a `let` can set, as a number: the event, the metadata, the state, and then the locals by slot. */
export type Cell = number;

export const EVENT_CELL: Cell = 0;
export const META_CELL: Cell = 1;
export const STATE_CELL: Cell = 2;
const FIRST_LOCAL: Cell = 3;

export function cellOfLocal(slot: number): Cell {
  return FIRST_LOCAL + slot;
}

export function cellOf(tables: Tables, root: PathRoot): Cell {
  switch (root.kind) {
    case 'event':
      return EVENT_CELL;
    case 'meta':
      return META_CELL;
    case 'state':
      return STATE_CELL;
    case 'name': {
      const binding = tables.names.get(root);
      return binding?.kind === 'local' ? cellOfLocal(binding.slot) : bug('`let` of a name that is no local');
    }
    default:
      return bug(`\`let\` of \`${root.kind}\` went through analysis`);
  }
}

/** The cells in which some `let` sets fields. Only in these can a record be owned. */
export function cellsWithFields(tables: Tables, body: readonly Expression[]): ReadonlySet<Cell> {
  const cells = new Set<Cell>();
  for (const node of descendants(body)) {
    if (node.kind === 'let' && node.target.segments.length > 0) cells.add(cellOf(tables, node.target.root));
  }
  return cells;
}
