import { bug } from '../../../runtime/errors.ts';
import type { Value } from '../../../runtime/value/value.ts';
import type { EmitExpression, Expression } from '../../3-ast/nodes.ts';
import type { Emission } from './emission.ts';
import { DROPPED, EMITTED, Stop } from './statement.ts';
import type { Statement } from './statement.ts';

/** Statements in order, until one of them ends the script; gives the value of the last. */
export function emitBody(emission: Emission, body: readonly Expression[]): Statement {
  const statements = body.map((expression) => emission.statement(expression));
  const last = statements.pop();
  if (last === undefined) return bug('a script without statements went through the parser');
  if (statements.length === 0) return last;
  return (frame) => {
    for (let i = 0; i < statements.length; i++) {
      const result = statements[i]!(frame);
      if (result instanceof Stop) return result;
    }
    return last(frame);
  };
}

/** `emit value => "port"`: leaves value and port in the frame. */
export function emitEmit(emission: Emission, { value, port }: EmitExpression): Statement {
  const emitted = value === null ? null : emission.expression(value);
  if (port === null) {
    return (frame) => {
      frame.emitted = emitted === null ? frame.event : emitted(frame);
      frame.port = 'out';
      return EMITTED;
    };
  }
  const name = emission.expression(port);
  return (frame) => {
    frame.emitted = emitted === null ? frame.event : emitted(frame);
    // A template is always a string.
    frame.port = name(frame) as string;
    return EMITTED;
  };
}

export function emitDrop(): Statement {
  return () => DROPPED;
}

/** `const NAME = value`: computed now; as a statement it gives its value. */
export function emitConst(emission: Emission, definition: Extract<Expression, { kind: 'const' }>): Statement {
  const value: Value = emission.evaluate(definition.value) ?? null;
  emission.consts.set(definition, value);
  return emission.constant(value);
}
