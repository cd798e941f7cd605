import { DOT, MINUS, NINE, ZERO } from './json-bytes.ts';
import { shortText } from './short-text.ts';
import { Float, type Value } from './value.ts';

/** No integer of the language is outside these: 64 bits, signed or unsigned. */
const LEAST_INTEGER = -(2n ** 63n);
const GREATEST_INTEGER = 2n ** 64n - 1n;

/** As many digits always fit into a safe integer. */
const SAFE_DIGITS = 15;

const POWERS_OF_TEN = Array.from({ length: SAFE_DIGITS + 1 }, (_, exponent) => 10 ** exponent);

/**
 * The value of a JSON number whose text is valid and in range (see {@link isNumberInRange}).
 *
 * Without fraction and exponent it is an integer, else a float: `7.0` and `1e2` are floats. An integer has no
 * negative zero: `-0` is the integer 0, `-0.0` the float.
 */
export function numberValue(bytes: Buffer, start: number, end: number): Value {
  return (
    shortNumber(bytes, start, end) ??
    numberFromText(shortText(bytes, start, end) ?? bytes.toString('latin1', start, end))
  );
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

/**
 * A number of few digits and without exponent, without making a text of it. Exact: an integer below 2^53 divided by a
 * power of ten that is one, too, rounds once, and correctly.
 */
function shortNumber(bytes: Buffer, start: number, end: number): Value | undefined {
  if (end - start > SAFE_DIGITS) return undefined;
  const isNegative = bytes[start] === MINUS;
  let digits = 0;
  let fractionStart = -1;
  for (let at = isNegative ? start + 1 : start; at < end; at++) {
    const byte = bytes[at]!;
    if (byte === DOT) fractionStart = at + 1;
    else if (byte <= NINE && byte >= ZERO) digits = digits * 10 + (byte - ZERO);
    else return undefined;
  }
  if (fractionStart < 0) return isNegative ? 0 - digits : digits;
  const size = digits / POWERS_OF_TEN[end - fractionStart]!;
  const float = isNegative ? -size : size;
  return Number.isInteger(float) ? new Float(float) : float;
}

function numberFromText(text: string): Value {
  const number = Number(text);
  if (!Number.isInteger(number)) return number;
  if (isFloatText(text)) return new Float(number);
  // `+ 0` turns the -0 of `-0` into 0.
  return Number.isSafeInteger(number) ? number + 0 : BigInt(text);
}

function isFloatText(text: string): boolean {
  return /[.eE]/.test(text);
}
