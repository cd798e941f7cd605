import { canonicalModule } from '../../../runtime/std/index.ts';
import type { Name } from '../../3-ast/nodes.ts';

/** Where a function or a constant is looked for: `std::string::len` and `string::len` are the same. */
export interface MemberName {
  /** Empty when there was only a name. */
  readonly module: string;
  readonly name: string;
}

export function resolvePath(names: readonly Name[]): MemberName {
  const texts = names.map(({ text }) => text);
  return { module: canonicalModule(texts.slice(0, -1)), name: texts.at(-1) ?? '' };
}
