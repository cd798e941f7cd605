/**
 * What can go wrong when values are computed with. The compiler gives each its code: one for a constant (a
 * compile-time diagnostic) and one for an event (an event on `err`).
 */
export type ValueProblem =
  | 'operand-kind'
  | 'overflow'
  | 'zero-divisor'
  | 'shift-width'
  | 'not-a-record'
  | 'not-an-array'
  | 'no-such-key'
  | 'index-kind'
  | 'range-start-kind'
  | 'range-end-kind'
  | 'index-bounds'
  | 'range-order'
  | 'argument-kind'
  | 'function-failed'
  | 'not-a-bool'
  | 'too-long'
  | 'fold'
  | 'field-exists'
  | 'field-missing'
  | 'field-not-a-record'
  | 'record-needed'
  | 'no-bits';

/** An operation that has no result for these values. Knows nothing of source text: whoever catches it adds the place. */
export class ValueError extends Error {
  readonly problem: ValueProblem;
  constructor(problem: ValueProblem, message: string) {
    super(message);
    this.name = 'ValueError';
    this.problem = problem;
  }
}

/** What an operation threw, if it is about its values: undefined when it is something else, and to be thrown on. */
export function asValueError(thrown: unknown): ValueError | undefined {
  if (thrown instanceof ValueError) return thrown;
  // What is not asked for first (`limits.ts`), V8 ends: strings at 2^29 characters, arrays at 2^27 items, maps at 2^24 entries.
  if (!(thrown instanceof RangeError)) return undefined;
  if (thrown.message === 'Invalid string length')
    return new ValueError('too-long', 'the result is too long for a string');
  if (thrown.message === 'Invalid array length')
    return new ValueError('too-long', 'the result is too long for an array');
  if (thrown.message === 'Map maximum size exceeded')
    return new ValueError('too-long', 'the result has too many fields for a record');
  return undefined;
}

/** Ends a computation that has no result; an expression, so that it can stand where a value is due. */
export function refuse(problem: ValueProblem, message: string): never {
  throw new ValueError(problem, message);
}
