import fc from 'fast-check';
import type { Value } from '../../../src/runtime/value/value.ts';
import { HIGHEST, LOWEST, hold } from './number-model.ts';

/** Small values of all kinds that JSON can hold, often alike. */
export const anyValue: fc.Arbitrary<Value> = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.constantFrom<Value>(null, true, false, '', 'a', 'b', '__proto__', 0, 1),
    fc.bigInt({ min: LOWEST, max: HIGHEST }).map((integer) => hold({ integer })),
    fc.double({ noDefaultInfinity: true, noNaN: true }).map((float) => hold({ float })),
    fc.string({ unit: 'grapheme', maxLength: 4 }),
    fc.array(tie('value'), { maxLength: 3 }),
    fc
      .array(fc.tuple(fc.constantFrom('a', 'b', '__proto__', '10'), tie('value')), { maxLength: 3 })
      .map((entries) => new Map(entries)),
  ),
})).value;
