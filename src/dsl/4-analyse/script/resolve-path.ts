import { didYouMean } from '../../diagnostics/index.ts';
import type { Name } from '../../3-ast/nodes.ts';
import { reach, visibleModules } from '../reach.ts';
import type { Scope as Block } from '../scope.ts';
import type { Analysis } from './analysis.ts';

/** Where a function or a constant is looked for: `std::string::len` and `string::len` are the same. */
export interface MemberName {
  /** Empty when there was only a name. */
  readonly module: string;
  readonly name: string;
}

/** What a path in an expression names, as far as modules go. */
export type Member =
  /** Something in the standard library, or nothing. */
  | ({ readonly kind: 'standard' } & MemberName)
  /** Something that this file defines, or nothing. */
  | { readonly kind: 'module'; readonly file: Block; readonly name: Name }
  /** There is no such module, which is reported. */
  | { readonly kind: 'broken' };

export function resolvePath(analysis: Analysis, names: readonly Name[]): Member {
  if (names.length < 2) return { kind: 'standard', module: '', name: names[0]?.text ?? '' };
  const reached = reach(names, analysis.around);
  switch (reached.kind) {
    case 'standard':
      return { kind: 'standard', module: reached.module, name: reached.name.text };
    case 'module':
      return { kind: 'module', file: reached.scope, name: reached.name };
    case 'broken':
      return reached;
    case 'unknown':
      analysis.error({
        code: 'FR504',
        title: `unknown module \`${reached.at.text}\``,
        span: reached.at.span,
        label: `\`${reached.inside.source.name}\` uses no module of that name`,
        help: [didYouMean(reached.at.text, reached.inside.modules.names)],
      });
      return { kind: 'broken' };
  }
}

/** The modules that the user has named, for suggestions. */
export function usedModuleNames({ around }: Analysis): readonly string[] {
  return around === null ? [] : visibleModules(around);
}
