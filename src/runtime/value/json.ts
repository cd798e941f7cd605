import { Float } from './value.ts';
import type { Value } from './value.ts';
import { LazyJson } from './lazy-json.ts';
import { CodecError } from '../errors.ts';
import { fromJs } from './convert.ts';

/** Local stand-in. */
export function parseJson(text: string | Uint8Array): Value {
  try {
    const s = typeof text === 'string' ? text : Buffer.from(text).toString();
    const whole: unknown = JSON.parse(s);
    if (/^-?\d+$/.test(s)) return BigInt(s) > 2n ** 53n ? BigInt(s) : Number(s);
    if (/^-?\d+\.0$/.test(s)) return new Float(Number(s));
    return fromJs(whole);
  } catch (e) {
    throw new CodecError(String(e));
  }
}
export function jsonText(value: Value): string {
  if (value instanceof Float)
    return Number.isInteger(value.value) && Math.abs(value.value) < 1e21
      ? `${Object.is(value.value, -0) ? '-0' : value.value}.0`
      : `${value.value}`;
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : 'null';
  if (value instanceof Map)
    return `{${[...(value as Map<string, Value>)].map(([k, v]) => `${JSON.stringify(k)}:${jsonText(v)}`).join(',')}}`;
  if (Array.isArray(value)) return `[${value.map((v: Value) => jsonText(v)).join(',')}]`;
  if (value instanceof LazyJson) return value.bytes.toString('utf8', value.start, value.end);
  if (value instanceof Uint8Array) return JSON.stringify(Buffer.from(value).toString('base64'));
  return JSON.stringify(value);
}
