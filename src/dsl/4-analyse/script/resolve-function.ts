import type { Name } from '../../3-ast/nodes.ts';

/** Where a function is looked for: `std::string::len` and `string::len` are the same. */
export interface FunctionName {
  /** Empty when there was only a name. */
  readonly module: string;
  readonly name: string;
}

export function resolveFunction(names: readonly Name[]): FunctionName {
  const texts = names.map(({ text }) => text);
  const path = texts.length > 2 && texts[0] === 'std' ? texts.slice(1) : texts;
  return { module: path.slice(0, -1).join('::'), name: path.at(-1) ?? '' };
}
