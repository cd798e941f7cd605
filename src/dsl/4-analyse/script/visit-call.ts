import { findAggregate } from '../../../runtime/aggregates/index.ts';
import { findFunction } from '../../../runtime/std/index.ts';
import type { CallExpression } from '../../3-ast/nodes.ts';
import type { Analysis, Place } from './analysis.ts';
import { checkArity } from './check-arity.ts';
import { unknownInModule } from './module-members.ts';
import { notConstant } from './not-constant.ts';
import { resolvePath } from './resolve-path.ts';
import { unknownFunction } from './unknown-member.ts';
import { visitAggregate } from './visit-aggregate.ts';

/** Does the function exist, and has it as many parameters as there are arguments? */
export function visitCall(analysis: Analysis, call: CallExpression, place: Place): void {
  const member = resolvePath(analysis, call.callee.names);
  if (member.kind !== 'standard') {
    for (const argument of call.args) analysis.visit(argument, place);
    if (member.kind === 'module') unknownInModule(analysis, 'constant', member.file, member.name);
    return;
  }
  const aggregate = findAggregate(member.module, member.name);
  if (aggregate !== undefined) return visitAggregate(analysis, call, aggregate, place);
  const definition = findFunction(member.module, member.name);
  const outer = analysis.aggregate;
  // What is unknown may have been meant as an aggregate.
  if (definition === undefined) analysis.aggregate ??= call;
  for (const argument of call.args) analysis.visit(argument, place);
  analysis.aggregate = outer;
  if (definition === undefined) return unknownFunction(analysis, call, member);
  if (!checkArity(analysis, call, definition)) return;
  if (place === 'constant' && definition.runFor !== null) {
    analysis.broken.add(call);
    notConstant(analysis, `\`${definition.module}::${definition.name}\``, call.callee.span);
    return;
  }
  analysis.functions.set(call, definition);
}
