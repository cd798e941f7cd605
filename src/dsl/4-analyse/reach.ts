import { canonicalModule } from '../../runtime/std/index.ts';
import type { Name } from '../3-ast/nodes.ts';
import type { Scope } from './scope.ts';
import type { Brought } from './used-modules.ts';

/** What the names in front of the last one mean: where that last one is to be looked for. */
export type Reach =
  /** `m::x`: `x` stands in this scope. */
  | { readonly kind: 'module'; readonly scope: Scope; readonly name: Name }
  /** `string::len`: a name of the standard library, or of nothing at all. */
  | { readonly kind: 'standard'; readonly module: string; readonly name: Name }
  /** `m::n::x` where the module `m` uses no `n`. */
  | { readonly kind: 'unknown'; readonly at: Name; readonly inside: Scope }
  /** The module is not there, which is reported. */
  | { readonly kind: 'broken' };

/** The one place that says what a path with `::` means, seen from a scope. `names` are at least two. */
export function reach(names: readonly Name[], from: Scope | null): Reach {
  const [first, ...rest] = names as readonly [Name, ...Name[]];
  const target = from === null ? undefined : moduleCalled(first.text, from);
  const name = rest.at(-1)!;
  if (target === undefined) {
    return standard([], names.slice(0, -1), name);
  }
  return follow(target, rest.slice(0, -1), name);
}

/** The innermost module of that name. */
function moduleCalled(name: string, from: Scope): Brought | undefined {
  for (let scope: Scope | null = from; scope !== null; scope = scope.parent) {
    const target = scope.modules.lookUp(name);
    if (target !== undefined) return target;
  }
  return undefined;
}

/** Goes from module to module: what one uses can be reached through it. */
function follow(target: Brought, between: readonly Name[], name: Name): Reach {
  let current = target;
  for (const [index, each] of between.entries()) {
    if (current.kind !== 'module') break;
    const { scope }: { readonly scope: Scope } = current;
    const next = scope.modules.lookUp(each.text);
    if (next === undefined) return { kind: 'unknown', at: each, inside: scope };
    current = next;
    if (current.kind === 'standard') {
      return standard(current.module.split('::'), between.slice(index + 1), name);
    }
  }
  if (current.kind === 'broken') return current;
  if (current.kind === 'standard') return standard(current.module.split('::'), between, name);
  return { kind: 'module', scope: current.scope, name };
}

function standard(module: readonly string[], between: readonly Name[], name: Name): Reach {
  return { kind: 'standard', module: canonicalModule([...module, ...between.map(({ text }) => text)]), name };
}

/** All names under which a scope can reach modules. */
export function visibleModules(from: Scope): readonly string[] {
  const names: string[] = [];
  for (let scope: Scope | null = from; scope !== null; scope = scope.parent)
    names.push(...scope.modules.names);
  return names;
}
