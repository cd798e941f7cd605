import { findAggregate } from '../../../runtime/aggregates/index.ts';
import { findFunction } from '../../../runtime/std/index.ts';
import type { FunctionDefinition } from '../../../runtime/std/index.ts';
import type { CallExpression, Name } from '../../3-ast/nodes.ts';
import type { Scope as Block } from '../scope.ts';
import type { Analysis, Place } from './analysis.ts';
import { checkArity } from './check-arity.ts';
import { functionOf, unknownInModule } from './module-members.ts';
import { notConstant } from './not-constant.ts';
import { resolvePath } from './resolve-path.ts';
import { unknownFunction } from './unknown-member.ts';
import { resolveUserCall, visitUserCall } from './user-functions.ts';
import { visitAggregate } from './visit-aggregate.ts';

/** Does the function exist, and has it as many parameters as there are arguments? */
export function visitCall(analysis: Analysis, call: CallExpression, place: Place): void {
  resolveCall(analysis, call, place);
  const { functions, userFunctions, aggregates } = analysis;
  // Whether it was reported or given the benefit of the doubt: it has no value.
  if (!functions.has(call) && !userFunctions.has(call) && !aggregates.has(call)) analysis.broken.add(call);
}

function resolveCall(analysis: Analysis, call: CallExpression, place: Place): void {
  const member = resolvePath(analysis, call.callee.names);
  const aggregate = member.kind === 'standard' ? findAggregate(member.module, member.name) : undefined;
  if (aggregate !== undefined) return visitAggregate(analysis, call, aggregate, place);
  const isKnown = member.kind !== 'standard' || findFunction(member.module, member.name) !== undefined;
  const outer = analysis.aggregate;
  // What is unknown may have been meant as an aggregate.
  if (!isKnown && member.module !== '') analysis.aggregate ??= call;
  for (const argument of call.args) analysis.visit(argument, place);
  analysis.aggregate = outer;
  if (member.kind === 'broken') return;
  if (member.kind === 'module') return visitOfModule(analysis, call, member.file, member.name);
  if (member.module === '' && visitUserCall(analysis, call, member.name)) return;
  const definition = findFunction(member.module, member.name);
  if (definition === undefined) return unknownFunction(analysis, call, member);
  if (analysis.fn !== null && !definition.constant) analysis.fn.isConstant = false;
  if (!checkArity(analysis, call, definition)) return;
  if (place !== 'constant' && definition.runWith !== null) return notInAnEvent(analysis, call, definition);
  if (place === 'constant' && definition.runFor !== null) {
    notConstant(analysis, `\`${definition.module}::${definition.name}\``, call.callee.span);
    return;
  }
  analysis.functions.set(call, definition);
}

/** What is a secret is read once, and where one sees into what it goes. */
function notInAnEvent(analysis: Analysis, call: CallExpression, { module, name }: FunctionDefinition): void {
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
