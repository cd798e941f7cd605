import type { CallExpression, Expression, FnDefinition } from '../../3-ast/nodes.ts';
import type { Span } from '../../diagnostics/diagnostic.ts';
import { listed } from '../../diagnostics/index.ts';
import type { Analysis } from './analysis.ts';
import type { UserFunction } from './facts.ts';
import { functionOfFile } from './module-members.ts';

/** A call by a name alone. False when there is no function of that name. */
export function visitUserCall(analysis: Analysis, call: CallExpression, name: string): boolean {
  if (isItself(analysis, name)) {
    reportItself(analysis, call, name);
    return true;
  }
  const fn = analysis.scope.findFunction(name);
  if (fn === undefined && isDefinedLater(analysis, call, name)) return true;
  const known = fn ?? functionOfFile(analysis, name);
  if (known !== undefined) resolveUserCall(analysis, call, known);
  return known !== undefined;
}

/** A call of this function. */
export function resolveUserCall(analysis: Analysis, call: CallExpression, fn: UserFunction): void {
  if (analysis.fn !== null && !fn.constant) analysis.fn.isConstant = false;
  if (checkFnArity(analysis, fn.definition, call.args, call.callee.span)) {
    analysis.userFunctions.set(call, fn);
  }
}

/** Inside of a function, its name is not known yet. */
function isItself({ fn, scope }: Analysis, name: string): boolean {
  return fn?.definition.name.text === name && scope.findFunction(name) === undefined;
}

function reportItself(analysis: Analysis, call: CallExpression, name: string): void {
  analysis.error({
    code: 'FR568',
    title: `the function \`${name}\` cannot call itself by its name`,
    span: call.callee.span,
    label: 'not known yet',
    help: ['as the last thing that the function does, write `recur(…)`'],
  });
}

function isDefinedLater(analysis: Analysis, call: CallExpression, name: string): boolean {
  const later = analysis.scope.knowsFunction(name);
  if (later === undefined) return false;
  analysis.error({
    code: 'FR568',
    title: `the function \`${name}\` is called before it is defined`,
    span: call.callee.span,
    label: 'not known yet',
    context: [analysis.label(later.name.span, 'defined here')],
    help: ['define functions at the beginning of the script'],
  });
  return true;
}

/** Says false, and reports it, when these are too many or too few arguments. `callee` is `f` or `recur`. */
export function checkFnArity(
  analysis: Analysis,
  { name, params, variadic }: FnDefinition,
  args: readonly Expression[],
  callee: Span,
): boolean {
  const given = args.length;
  if (given === params.length || (given > params.length && variadic)) return true;
  const takes = `${variadic ? 'at least ' : ''}${params.length} argument${params.length === 1 ? '' : 's'}`;
  const names = params.map(({ text }) => text);
  const missing = names.slice(given);
  const form = `${name.text}(${names.concat(variadic ? ['...'] : []).join(', ')})`;
  analysis.error({
    code: 'FR505',
    title: `\`${name.text}\` takes ${takes}, not ${given}`,
    span:
      missing.length > 0 ? callee : { start: args[params.length]!.span.start, end: args.at(-1)!.span.end },
    label: missing.length > 0 ? `${listed(missing, 'and')} missing` : 'too many',
    help: [`its form is \`${form}\``],
  });
  return false;
}
