/** Putting values together one by one, as `for … into … use …` does. */
import { aKind, asArray, asRecord, kindOf } from './kind.ts';
import { MAX_ITEMS, checkItemCount } from './limits.ts';
import { BINARY_OPERATIONS, toBool } from './operators.ts';
import { copyRecord } from './path.ts';
import { describeValue } from './text.ts';
import type { Value } from './value.ts';
import { refuse } from './value-error.ts';

/** Operators whose result can be put together with the next value. */
export type FoldOperator = Exclude<keyof typeof BINARY_OPERATIONS, '==' | '!=' | '>=' | '>' | '<=' | '<'>;

export interface Fold {
  /** Takes the next value. */
  add(value: Value): void;
  /** Can no further value change the result? */
  readonly isDecided: boolean;
  readonly result: Value;
}

/** Begins with `init`: values become items of an array, fields of a record, or operands. */
export function startFold(init: Value, operator: FoldOperator): Fold {
  checkFold(operator, init);
  const items = asArray(init);
  if (items !== undefined) return new ArrayFold(items);
  const record = asRecord(init);
  if (record !== undefined) return new RecordFold(copyRecord(record));
  return operator === 'and' || operator === 'or'
    ? new LogicFold(toBool(operator, init), operator)
    : new OperatorFold(init, operator);
}

/** Arrays and records are only added to. */
export function checkFold(operator: FoldOperator, init: Value): void {
  const kind = kindOf(init);
  if (operator === '+' || (kind !== 'array' && kind !== 'record')) return;
  refuse('fold', `\`${operator}\` cannot put values into ${aKind(kind)}`);
}

class ArrayFold implements Fold {
  readonly isDecided = false;
  readonly result: Value[];

  constructor(items: readonly Value[]) {
    this.result = items.slice();
  }

  add(value: Value): void {
    if (this.result.length === MAX_ITEMS) checkItemCount(MAX_ITEMS + 1);
    this.result.push(value);
  }
}

class RecordFold implements Fold {
  readonly isDecided = false;
  readonly result: Map<string, Value>;

  constructor(record: Map<string, Value>) {
    this.result = record;
  }

  add(value: Value): void {
    const fields = asRecord(value) ?? notARecord(value);
    for (const [key, field] of fields) this.result.set(key, field);
  }
}

function notARecord(value: Value): never {
  return refuse('fold', `\`into\` a record takes records, not ${describeValue(value)}`);
}

/** `and` and `or`: what decides, decides for good. */
class LogicFold implements Fold {
  readonly #operator: 'and' | 'or';
  result: boolean;

  constructor(init: boolean, operator: 'and' | 'or') {
    this.result = init;
    this.#operator = operator;
  }

  get isDecided(): boolean {
    return this.result === (this.#operator === 'or');
  }

  add(value: Value): void {
    this.result = toBool(this.#operator, value);
  }
}

class OperatorFold implements Fold {
  readonly isDecided = false;
  readonly #operator: FoldOperator;
  result: Value;

  constructor(init: Value, operator: FoldOperator) {
    this.result = init;
    this.#operator = operator;
  }

  add(value: Value): void {
    this.result = BINARY_OPERATIONS[this.#operator](this.result, value);
  }
}
