import { isUtf8 } from 'node:buffer';
import type { ErrorEvent } from './api.ts';
import type { Value, ValueRecord } from './value/value.ts';

/** The record that arrives on an `err` port. */
export function errorEvent({ error, event, origin, source }: ErrorEvent): ValueRecord {
  return new Map<string, Value>([
    ['error', error],
    ['event', event],
    [
      'origin',
      new Map<string, Value>([
        ['uri', origin.uri],
        ['offset', origin.offset],
      ]),
    ],
    ['source', source],
  ]);
}

/** Original bytes as an event: text where they are text. A copy, because error events are kept for long. */
export function originalBytes(bytes: Uint8Array, start: number, end: number): Value {
  const original = Buffer.from(bytes.subarray(start, end));
  return isUtf8(original) ? original.toString('utf8') : original;
}
