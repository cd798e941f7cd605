import { createToken } from 'chevrotain';
import { LiteralToken } from './literal.ts';

/** `42`, `1_000`, `0xFF`; also what looks like one and is none, which `lexicalMistakes` reports. */
export const Integer = createToken({
  name: 'Integer',
  label: 'an integer',
  pattern: /\d\w*/,
  categories: LiteralToken,
});

/** `1.5`, `7.0e+0`; also what looks like one and is none. */
export const FloatNumber = createToken({
  name: 'FloatNumber',
  label: 'a float',
  pattern: /\d\w*\.\d(?:\w*e[+-]\d*|\w*)/,
  categories: LiteralToken,
});

const DECIMAL = /^\d[\d_]*$/;
const HEXADECIMAL = /^0x[\da-fA-F][\da-fA-F_]*$/;
const FLOAT = /^\d[\d_]*\.\d[\d_]*(?:e[+-]?\d[\d_]*)?$/;
const MAX_INTEGER = 0xffff_ffff_ffff_ffffn;

export type NumberFault = 'integer too large' | 'float too large' | 'hexadecimal' | 'invalid';

/** What an integer's text says, or what is wrong with it. Values are unsigned 64-bit. */
export function readInteger(image: string): bigint | NumberFault {
  const isHexadecimal = image.startsWith('0x');
  if (!(isHexadecimal ? HEXADECIMAL : DECIMAL).test(image)) return isHexadecimal ? 'hexadecimal' : 'invalid';
  const value = BigInt(image.replaceAll('_', ''));
  return value > MAX_INTEGER ? 'integer too large' : value;
}

/** What a float's text says, or what is wrong with it. */
export function readFloat(image: string): number | NumberFault {
  if (!FLOAT.test(image)) return 'invalid';
  const value = Number(image.replaceAll('_', ''));
  return Number.isFinite(value) ? value : 'float too large';
}
