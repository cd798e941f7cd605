import { didYouMean, suggest } from '../diagnostics/suggest.ts';
import type * as ast from '../3-ast/nodes.ts';
import { isStandard } from '../modules/standard.ts';
import type { Finding, Findings } from './findings.ts';
import { BUILT_IN_PATHS } from '../modules/built-in.ts';
import { reach, visibleModules } from './reach.ts';
import type { Reach } from './reach.ts';
import { blockOf, definedIn, namesIn } from './scope.ts';
import type { Definable, Found, Scope } from './scope.ts';

const KINDS: readonly (keyof Definable)[] = [
  'flow',
  'connector',
  'pipeline',
  'operator',
  'script',
  'constant',
];

/** The code of what is not defined, by its kind. */
const UNDEFINED = {
  flow: 'FR301',
  connector: 'FR305',
  pipeline: 'FR305',
  operator: 'FR305',
  script: 'FR305',
  constant: 'FR508',
} as const;

/** The definition that `m::x` means, seen from a scope; null when there is none (reported). */
export function findInModule<W extends keyof Definable>(
  names: readonly ast.Name[],
  what: W,
  from: Scope,
  findings: Findings,
): Found<Definable[W]> | null {
  const reached = reach(names, from);
  switch (reached.kind) {
    case 'module':
      return findMember(reached, names, what, findings);
    case 'broken':
      return null;
    case 'unknown':
      findings.error(unknownInside(reached));
      return null;
    case 'standard':
      return reportStandard(reached, names, what, from, findings);
  }
}

/** What a module has of that name; null when there is nothing of that kind (reported). */
export function findMember<W extends keyof Definable>(
  { scope, name }: Extract<Reach, { kind: 'module' }>,
  names: readonly ast.Name[],
  what: W,
  findings: Findings,
): Found<Definable[W]> | null {
  const definition = definedIn(scope, what, name.text);
  if (definition !== undefined) return { definition, scope };
  // What did not parse may have been the very definition.
  if (findings.of(scope.source).hasHoles(blockOf(scope))) return null;
  const other = KINDS.find((kind) => definedIn(scope, kind, name.text) !== undefined);
  const module = names.at(-2)!.text;
  findings.error({
    code: UNDEFINED[what],
    title: `module \`${module}\` defines no ${what} \`${name.text}\``,
    span: name.span,
    label: `no ${what} of this name`,
    help: [
      other === undefined
        ? (suggest(name.text, namesIn(scope, what), `${what}s of \`${module}\``) ??
          `\`${scope.source.name}\` defines no ${what}`)
        : `there is a ${other} of this name`,
    ],
  });
  return null;
}

/** What is said about `m::n::x` where the module `m` uses no `n`. */
export function unknownInside({ at, inside }: Extract<Reach, { kind: 'unknown' }>): Finding {
  return {
    code: 'FR504',
    title: `unknown module \`${at.text}\``,
    span: at.span,
    label: `\`${inside.source.name}\` uses no module of that name`,
    help: [didYouMean(at.text, inside.modules.names)],
  };
}

/** The standard library has no definitions; mostly, a `use` is missing. */
function reportStandard(
  { module, name }: Extract<Reach, { kind: 'standard' }>,
  names: readonly ast.Name[],
  what: keyof Definable,
  from: Scope,
  findings: Findings,
): null {
  const at = names[0]!;
  if (isStandard(module)) {
    findings.error({
      code: UNDEFINED[what],
      title: `module \`${module}\` defines no ${what} \`${name.text}\``,
      span: name.span,
      label: `no ${what} of this name`,
      help: ['the modules of the standard library hold functions and constants'],
    });
    return null;
  }
  findings.error({
    code: 'FR504',
    title: `unknown module \`${at.text}\``,
    span: at.span,
    label: 'no module of that name is used here',
    help: [
      suggest(at.text, visibleModules(from), 'modules') ?? `say where it is: \`use ${fullPathOf(at.text)};\``,
    ],
  });
  return null;
}

/** The path of a module that comes with flowrun, by its last name; of all others that name. */
function fullPathOf(name: string): string {
  return BUILT_IN_PATHS.find((path) => path.endsWith(`::${name}`)) ?? name;
}
