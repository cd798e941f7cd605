import type { UseStatement, UseTree } from '../nodes.ts';
import { printName } from './names.ts';

/** `use a::b as c`. */
export function printUse({ tree }: UseStatement): string {
  return `use ${printTree(tree)}`;
}

function printTree({ names, alias, group }: UseTree): string {
  const path = names.map(printName).join('::');
  if (group !== null) return `${path}::{${group.map(printTree).join(', ')}}`;
  return alias === null ? path : `${path} as ${printName(alias)}`;
}
