import { BitWriter } from '../../../runtime/value/bits.ts';
import type { Value } from '../../../runtime/value/value.ts';
import type { BytesExpression } from '../../3-ast/nodes.ts';
import { formOf } from '../../4-analyse/script/bytes-form.ts';
import type { Evaluator, Frame } from '../evaluator.ts';
import type { Emission } from './emission.ts';
import { failAt } from './fail.ts';

/** `<< a:4, b:12 >>`. */
export function emitBytes(emission: Emission, { parts }: BytesExpression): Evaluator {
  const values = parts.map(({ value }) => emission.expression(value));
  const forms = parts.map(formOf);
  const { source } = emission;
  const run = (frame: Frame): Value => {
    const writer = new BitWriter();
    for (let i = 0; i < values.length; i++) {
      const value = values[i]!(frame);
      try {
        writer.write(forms[i]!, value);
      } catch (thrown) {
        return failAt(thrown, source, parts[i]!.value.span);
      }
    }
    return writer.bytes();
  };
  return emission.settle(run, values);
}
