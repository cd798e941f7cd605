/** `size::` – numbers of bytes. */
import { multiply } from '../value/arithmetic.ts';
import { defineFunction } from './define.ts';
import type { FunctionDefinition } from './define.ts';

/** The six units differ in their name and how many bytes they have. */
function defineUnit(name: string, power: number, title: string): FunctionDefinition {
  const bytes = 1024n ** BigInt(power);
  return defineFunction({
    module: 'size',
    name,
    params: [{ name: 'size', kind: 'number', doc: `so many ${name}` }],
    returns: 'number',
    doc: `The bytes in so many ${title} of 1024${power === 1 ? '' : `^${power}`} bytes. An integer gives an integer, a float a float.`,
    examples: [
      { call: `size::${name}(1)`, result: `${bytes}` },
      { call: `size::${name}(0.5)`, result: `${bytes / 2n}.0` },
      { call: `size::${name}("1")`, error: 'takes a number as `size`, not the string `"1"`' },
    ],
    constant: true,
    run: (size) => multiply(size, bytes <= Number.MAX_SAFE_INTEGER ? Number(bytes) : bytes),
  });
}

export const SIZE_FUNCTIONS: readonly FunctionDefinition[] = [
  defineUnit('kiB', 1, 'kibibytes'),
  defineUnit('MiB', 2, 'mebibytes'),
  defineUnit('GiB', 3, 'gibibytes'),
  defineUnit('TiB', 4, 'tebibytes'),
  defineUnit('PiB', 5, 'pebibytes'),
  defineUnit('EiB', 6, 'exbibytes'),
];
