/** Reports functions and constants that the standard library does not have, with what was probably meant. */
import { AGGREGATES, AGGREGATE_MODULES } from '../../../runtime/aggregates/index.ts';
import {
  STD_FUNCTIONS,
  STD_MODULES,
  findConstant,
  modulesBelow,
  namesIn,
} from '../../../runtime/std/index.ts';
import type { CallExpression, ModulePath, Name } from '../../3-ast/nodes.ts';
import type { Span } from '../../diagnostics/diagnostic.ts';
import { didYouMean, listed, suggest } from '../../diagnostics/index.ts';
import type { Analysis } from './analysis.ts';
import { functionNamesOfFile } from './module-members.ts';
import { usedModuleNames } from './resolve-path.ts';
import type { MemberName } from './resolve-path.ts';

/** Those of functions and those of aggregates. */
const MODULES: readonly string[] = [...STD_MODULES, ...AGGREGATE_MODULES];

/** What can be called in a module. */
function functionsOf(module: string): readonly string[] {
  const aggregates = AGGREGATES.filter((each) => each.module === module).map(({ name }) => name);
  return [...namesIn(module, 'functions'), ...aggregates];
}

export function unknownFunction(
  analysis: Analysis,
  call: CallExpression,
  { module, name }: MemberName,
): void {
  if (module === '') return functionWithoutModule(analysis, call, name);
  const { names } = call.callee;
  if (!MODULES.includes(module)) return unknownModule(analysis, names, module);
  const { span } = names.at(-1)!;
  if (findConstant(module, name) !== undefined) {
    analysis.error({
      code: 'FR503',
      title: `\`${module}::${name}\` is a constant, not a function`,
      span: { start: span.end, end: call.span.end },
      label: 'cannot be called',
      help: [`write it without parentheses: \`${module}::${name}\``],
    });
    return;
  }
  analysis.error({
    code: 'FR503',
    title: `unknown function \`${module}::${name}\``,
    span,
    label: `\`${module}\` has no such function`,
    help: [suggest(name, functionsOf(module), `functions of \`${module}\``)],
  });
}

/** `len(x)`: the module is missing, or the function. */
function functionWithoutModule(analysis: Analysis, call: CallExpression, name: string): void {
  // Its definition may be the very text that could not be read.
  if (!analysis.scope.isComplete) return;
  const same = STD_FUNCTIONS.filter((definition) => definition.name === name);
  const paths = same.map((definition) => `${definition.module}::${name}`);
  analysis.error({
    code: 'FR503',
    title: `unknown function \`${name}\``,
    span: call.callee.span,
    label: 'no `fn` of that name',
    help: [
      didYouMean(name, [...analysis.scope.functionNames, ...functionNamesOfFile(analysis)]) ??
        (paths.length > 0
          ? `did you mean ${listed(paths, 'or')}?`
          : (didYouMean(name, MODULES)?.replace('?', ', which is a module?') ??
            'a standard function is called like `string::len(x)`')),
    ],
  });
}

export function unknownConstant(analysis: Analysis, path: ModulePath, { module, name }: MemberName): void {
  if (functionsOf(module).includes(name)) {
    const text = path.names.map((each) => each.text).join('::');
    analysis.error({
      code: 'FR508',
      title: `\`${text}\` is a function, not a constant`,
      span: path.span,
      label: 'not called',
      help: [`call it: \`${text}(…)\``],
    });
  } else if (MODULES.includes(module)) {
    analysis.error({
      code: 'FR508',
      title: `unknown constant \`${module}::${name}\``,
      span: path.names.at(-1)!.span,
      label: `\`${module}\` has no such constant`,
      help: [suggest(name, namesIn(module, 'constants'), `constants of \`${module}\``)],
    });
  } else {
    unknownModule(analysis, path.names, module);
  }
}

/** `names` are those of the module, and that of what is looked for in it. */
function unknownModule(analysis: Analysis, names: readonly Name[], module: string): void {
  const span = spanOfModule(names);
  const inside = [
    ...modulesBelow(module),
    ...AGGREGATE_MODULES.filter((each) => each.startsWith(`${module}::`)),
  ];
  analysis.error({
    code: 'FR504',
    title: inside.length > 0 ? `nothing is defined in \`${module}\` itself` : `unknown module \`${module}\``,
    span,
    label: inside.length > 0 ? 'only holds other modules' : 'no module of that name',
    help: [inside.length > 0 ? `modules in it: ${listed(inside, 'and')}` : nearModule(analysis, module)],
  });
}

function spanOfModule(names: readonly Name[]): Span {
  return { start: names[0]!.span.start, end: names.at(-2)!.span.end };
}

/** A module is often called by the end of its name, as after `use`: `nanos` for `time::nanos`. */
function nearModule(analysis: Analysis, module: string): string | undefined {
  const longer = MODULES.filter((each) => each.endsWith(`::${module}`));
  if (module.startsWith('std::') && MODULES.includes(module.slice(5))) {
    return `it has no \`std::\` in front: \`${module.slice(5)}\``;
  }
  if (longer.length > 0) return `did you mean ${listed(longer, 'or')}?`;
  return suggest(module, [...usedModuleNames(analysis), ...MODULES], 'modules');
}
