import type { ValueProblem } from '../../runtime/value/value-error.ts';

/** The code of a computation that has no result: once where it is a constant, once where an event shows it. */
export interface ProblemCodes {
  /** FR5xx: a diagnostic. */
  readonly constant: string;
  /** FR8xx: an event on `err`. */
  readonly event: string;
}

/** What to do about a problem, where its message does not tell. */
export const PROBLEM_HELP: Readonly<Partial<Record<ValueProblem, string>>> = {
  'too-long': 'what grows has to be cut off somewhere: `string::substr(text, 0, 1000)`, `array[0:1000]`',
};

/** The two codes of a problem end in the same two digits. */
export const PROBLEM_CODES: Readonly<Record<ValueProblem, ProblemCodes>> = {
  'operand-kind': { constant: 'FR521', event: 'FR821' },
  overflow: { constant: 'FR522', event: 'FR822' },
  'zero-divisor': { constant: 'FR523', event: 'FR823' },
  'shift-width': { constant: 'FR524', event: 'FR824' },
  'not-a-record': { constant: 'FR525', event: 'FR825' },
  'not-an-array': { constant: 'FR526', event: 'FR826' },
  'no-such-key': { constant: 'FR527', event: 'FR827' },
  'index-kind': { constant: 'FR528', event: 'FR828' },
  'range-start-kind': { constant: 'FR528', event: 'FR828' },
  'range-end-kind': { constant: 'FR528', event: 'FR828' },
  'index-bounds': { constant: 'FR529', event: 'FR829' },
  'range-order': { constant: 'FR530', event: 'FR830' },
  'argument-kind': { constant: 'FR531', event: 'FR831' },
  'function-failed': { constant: 'FR532', event: 'FR832' },
  'not-a-bool': { constant: 'FR533', event: 'FR833' },
  'too-long': { constant: 'FR534', event: 'FR834' },
  fold: { constant: 'FR581', event: 'FR881' },
  'field-exists': { constant: 'FR582', event: 'FR882' },
  'field-missing': { constant: 'FR583', event: 'FR883' },
  'field-not-a-record': { constant: 'FR584', event: 'FR884' },
  'record-needed': { constant: 'FR585', event: 'FR885' },
  'no-bits': { constant: 'FR586', event: 'FR886' },
};
