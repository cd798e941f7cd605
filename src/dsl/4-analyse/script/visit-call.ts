import { findFunction } from '../../../runtime/std/index.ts';
import type { FunctionDefinition } from '../../../runtime/std/index.ts';
import type { CallExpression, Name } from '../../3-ast/nodes.ts';
import { listed } from '../../diagnostics/index.ts';
import type { Scope as Block } from '../scope.ts';
import type { Analysis, Place } from './analysis.ts';
import { functionOf, unknownInModule } from './module-members.ts';
import { notConstant } from './not-constant.ts';
import { resolvePath } from './resolve-path.ts';
import { unknownFunction } from './unknown-member.ts';
import { resolveUserCall, visitUserCall } from './user-functions.ts';

/** Does the function exist, and has it as many parameters as there are arguments? */
export function visitCall(analysis: Analysis, call: CallExpression, place: Place): void {
  for (const argument of call.args) analysis.visit(argument, place);
  const member = resolvePath(analysis, call.callee.names);
  if (member.kind === 'broken') return;
  if (member.kind === 'module') return visitOfModule(analysis, call, member.file, member.name);
  if (member.module === '' && visitUserCall(analysis, call, member.name)) return;
  const definition = findFunction(member.module, member.name);
  if (definition === undefined) return unknownFunction(analysis, call, member);
  if (!checkArity(analysis, call, definition)) return;
  if (place !== 'constant' && definition.runWith !== null) return notInAnEvent(analysis, call, definition);
  if (place === 'constant' && definition.runFor !== null) {
    analysis.broken.add(call);
    notConstant(analysis, `\`${definition.module}::${definition.name}\``, call.callee.span);
    return;
  }
  if (analysis.fn !== null && !definition.constant) analysis.fn.isConstant = false;
  analysis.functions.set(call, definition);
}

/** What is a secret is read once, and where one sees into what it goes. */
function notInAnEvent(analysis: Analysis, call: CallExpression, { module, name }: FunctionDefinition): void {
  analysis.broken.add(call);
  const constant =
    analysis.use === 'script' ? `, or to a constant: \`const SETTING = ${module}::${name}(…)\`` : '';
  analysis.error({
    code: 'FR596',
    title: `\`${module}::${name}\` is read before the flow runs, not for every event`,
    span: call.callee.span,
    label: 'no constant is wanted here',
    help: [`give it to an argument: \`args setting = ${module}::${name}(…)\`${constant}`],
  });
}

/** `m::f(…)` of a module of the user's. */
function visitOfModule(analysis: Analysis, call: CallExpression, file: Block, name: Name): void {
  const fn = functionOf(file, name.text);
  if (fn === undefined) unknownInModule(analysis, 'function', file, name);
  else resolveUserCall(analysis, call, fn);
}

function checkArity(analysis: Analysis, call: CallExpression, definition: FunctionDefinition): boolean {
  const { params, rest } = definition;
  const given = call.args.length;
  const required = params.filter(({ optional }) => optional !== true);
  const isMissing = given < required.length;
  if (!isMissing && (given <= params.length || rest !== null)) return true;
  const span = isMissing
    ? call.callee.span
    : { start: call.args[params.length]!.span.start, end: call.args.at(-1)!.span.end };
  const missing = required.slice(given).map((param) => param.name);
  analysis.error({
    code: 'FR505',
    title: `\`${definition.module}::${definition.name}\` takes ${countText(definition)}, not ${given}`,
    span,
    label: isMissing ? `${listed(missing, 'and')} missing` : 'too many',
    help: [`its form is ${usage(definition)}`],
  });
  return false;
}

/** ``at least 1 argument``, `0 to 2 arguments`. */
function countText({ params, rest }: FunctionDefinition): string {
  const least = params.filter(({ optional }) => optional !== true).length;
  const most = params.length;
  const noun = most === 1 ? 'argument' : 'arguments';
  if (rest !== null) return `at least ${least} ${least === 1 ? 'argument' : 'arguments'}`;
  if (least === most) return `${most} ${noun}`;
  return most === least + 1 ? `${least} or ${most} ${noun}` : `${least} to ${most} ${noun}`;
}

function usage({ module, name, params, rest }: FunctionDefinition): string {
  const names = params.map((param) => (param.optional === true ? `[${param.name}]` : param.name));
  return `\`${module}::${name}(${names.concat(rest === null ? [] : [`${rest.name}…`]).join(', ')})\``;
}
