import { STD_FUNCTIONS, STD_MODULES, findFunction, functionNames } from '../../../runtime/std/index.ts';
import type { FunctionDefinition } from '../../../runtime/std/index.ts';
import type { CallExpression } from '../../3-ast/nodes.ts';
import { didYouMean, listed, suggest } from '../../diagnostics/index.ts';
import type { Analysis, Place } from './analysis.ts';
import { resolveFunction } from './resolve-function.ts';
import { visitUserCall } from './user-functions.ts';

/** Does the function exist, and has it as many parameters as there are arguments? */
export function visitCall(analysis: Analysis, call: CallExpression, place: Place): void {
  for (const argument of call.args) analysis.visit(argument, place);
  const { module, name } = resolveFunction(call.callee.names);
  if (module === '' && visitUserCall(analysis, call, name)) return;
  const definition = findFunction(module, name);
  if (definition === undefined) return unknownFunction(analysis, call, module, name);
  if (analysis.fn !== null && !definition.constant) analysis.fn.isConstant = false;
  if (checkArity(analysis, call, definition)) analysis.functions.set(call, definition);
}

/** Modules that Tremor users know and that a later version brings. */
const LATER_MODULES: readonly string[] = [
  ...['base64', 'binary', 'chash', 'datetime', 'float', 'integer', 'origin', 'path', 'random', 'range', 're'],
  ...['size', 'stats', 'system', 'test', 'time', 'url', 'win'],
];

function unknownFunction(analysis: Analysis, call: CallExpression, module: string, name: string): void {
  if (module === '') return functionWithoutModule(analysis, call, name);
  const moduleName = call.callee.names.at(-2)!;
  const functionName = call.callee.names.at(-1)!;
  if (STD_MODULES.includes(module)) {
    analysis.error({
      code: 'FR503',
      title: `unknown function \`${module}::${name}\``,
      span: functionName.span,
      label: `\`${module}\` has no such function`,
      help: [suggest(name, functionNames(module), `functions of \`${module}\``)],
    });
  } else if (LATER_MODULES.includes(module.replace(/^tremor::|::.*$/g, ''))) {
    analysis.error({
      code: 'FR613',
      title: `the module \`${module}\` is not supported yet`,
      span: call.callee.span,
      label: 'part of a later version',
      help: [`modules that are there: ${listed(STD_MODULES, 'and')}`],
    });
  } else {
    analysis.error({
      code: 'FR504',
      title: `unknown module \`${module}\``,
      span: moduleName.span,
      label: 'no module of that name',
      help: [suggest(module, STD_MODULES, 'modules')],
    });
  }
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
      didYouMean(name, analysis.scope.functionNames) ??
        (paths.length > 0
          ? `did you mean ${listed(paths, 'or')}?`
          : (didYouMean(name, STD_MODULES)?.replace('?', ', which is a module?') ??
            'a standard function is called like `string::len(x)`')),
    ],
  });
}

function checkArity(analysis: Analysis, call: CallExpression, definition: FunctionDefinition): boolean {
  const { params, rest } = definition;
  const given = call.args.length;
  if (given === params.length || (given > params.length && rest !== null)) return true;
  const least = rest === null ? '' : 'at least ';
  const takes = `${least}${params.length} argument${params.length === 1 ? '' : 's'}`;
  const isMissing = given < params.length;
  const span = isMissing
    ? call.callee.span
    : { start: call.args[params.length]!.span.start, end: call.args.at(-1)!.span.end };
  analysis.error({
    code: 'FR505',
    title: `\`${definition.module}::${definition.name}\` takes ${takes}, not ${given}`,
    span,
    label: isMissing
      ? `${listed(
          params.slice(given).map((param) => param.name),
          'and',
        )} missing`
      : 'too many',
    help: [`its form is ${usage(definition)}`],
  });
  return false;
}

function usage({ module, name, params, rest }: FunctionDefinition): string {
  const names = params.map((param) => param.name).concat(rest === null ? [] : [`${rest.name}…`]);
  return `\`${module}::${name}(${names.join(', ')})\``;
}
