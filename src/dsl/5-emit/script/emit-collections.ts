import type { ListExpression, RecordExpression } from '../../3-ast/nodes.ts';
import type { Value } from '../../../runtime/value/value.ts';
import type { Evaluator, Frame } from '../evaluator.ts';
import type { Emission } from './emission.ts';

/** `[a, b]`. */
export function emitList(emission: Emission, { items }: ListExpression): Evaluator {
  const parts = items.map((item) => emission.expression(item));
  const run = (frame: Frame): Value => {
    const list = new Array<Value>(parts.length);
    for (let i = 0; i < parts.length; i++) list[i] = parts[i]!(frame);
    return list;
  };
  return emission.settle(run, parts);
}

/** `{"key": value}`; of a key that is there twice, the last value counts. */
export function emitRecord(emission: Emission, { fields }: RecordExpression): Evaluator {
  const keys = fields.map((field) => emission.expression(field.key));
  const values = fields.map((field) => emission.expression(field.value));
  const names = keys.map((key) => emission.valueOf(key));
  const isPlain = names.every((name) => typeof name === 'string');
  const run = isPlain ? plainRecord(names, values) : recordWithKeys(keys, values);
  return emission.settle(run, [...keys, ...values]);
}

/** Nearly every record: the keys are known. */
function plainRecord(names: readonly string[], values: readonly Evaluator[]): Evaluator {
  return (frame) => {
    const record = new Map<string, Value>();
    for (let i = 0; i < names.length; i++) record.set(names[i]!, values[i]!(frame));
    return record;
  };
}

function recordWithKeys(keys: readonly Evaluator[], values: readonly Evaluator[]): Evaluator {
  return (frame) => {
    const record = new Map<string, Value>();
    // A key is a string template, whose value is a string.
    for (let i = 0; i < keys.length; i++) record.set(keys[i]!(frame) as string, values[i]!(frame));
    return record;
  };
}
