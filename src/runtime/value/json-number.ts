import { ZERO } from './json-bytes.ts';
import { Float, type Value } from './value.ts';

/** No integer of the language is outside these: 64 bits, signed or unsigned. */
const LEAST_INTEGER = -(2n ** 63n);
const GREATEST_INTEGER = 2n ** 64n - 1n;

/** As many digits always fit into a safe integer. */
const SAFE_DIGITS = 15;

/**
 * The value of a JSON number whose text is valid and in range (see {@link isNumberInRange}).
 *
 * Without fraction and exponent it is an integer, else a float: `7.0` and `1e2` are floats. An integer has no
 * negative zero: `-0` is the integer 0, `-0.0` the float.
 */
export function numberValue(bytes: Buffer, start: number, end: number): Value {
  if (end - start <= SAFE_DIGITS) {
    const small = smallInteger(bytes, start, end);
    if (small >= 0) return small;
  }
  return numberFromText(bytes.toString('latin1', start, end));
}

/** Is this number text an integer of 64 bits, or a float that is finite? */
export function isNumberInRange(text: string): boolean {
  if (isFloatText(text)) return Number.isFinite(Number(text));
  const integer = BigInt(text);
  return integer >= LEAST_INTEGER && integer <= GREATEST_INTEGER;
}

/** The shortest text that reads back as the same float, with a dot or an exponent; `null` when there is none. */
export function floatText(value: number): string {
  if (!Number.isFinite(value)) return 'null';
  if (Object.is(value, -0)) return '-0.0';
  const text = String(value);
  return Number.isInteger(value) && !text.includes('e') ? `${text}.0` : text;
}

/** The integer that digits alone make, or -1 where there is a sign, a dot or an exponent. */
function smallInteger(bytes: Buffer, start: number, end: number): number {
  let value = 0;
  for (let at = start; at < end; at++) {
    const digit = bytes[at]! - ZERO;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}

function numberFromText(text: string): Value {
  const number = Number(text);
  if (isFloatText(text)) return Number.isInteger(number) ? new Float(number) : number;
  // `+ 0` turns the -0 of `-0` into 0.
  return Number.isSafeInteger(number) ? number + 0 : BigInt(text);
}

function isFloatText(text: string): boolean {
  return /[.eE]/.test(text);
}
