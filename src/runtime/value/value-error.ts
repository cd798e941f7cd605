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
  | 'index-bounds'
  | 'range-order'
  | 'argument-kind'
  | 'function-failed'
  | 'not-a-bool'
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

/** Ends a computation that has no result; an expression, so that it can stand where a value is due. */
export function refuse(problem: ValueProblem, message: string): never {
  throw new ValueError(problem, message);
}
