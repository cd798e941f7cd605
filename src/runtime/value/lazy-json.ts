import { fromJs } from './convert.ts';
import type { Value, ValueRecord } from './value.ts';

/**
 * A record or an array that is still JSON text: validated, not built.
 *
 * It refers to bytes that nobody overwrites. What a script does not look into leaves as the bytes it came as.
 */
export class LazyJson {
  readonly bytes: Buffer;
  readonly start: number;
  readonly end: number;
  constructor(bytes: Buffer, start: number, end: number) {
    this.bytes = bytes;
    this.start = start;
    this.end = end;
  }
  get kind(): 'record' | 'array' {
    return this.bytes[this.start] === 123 ? 'record' : 'array';
  }
  field(key: string): Value | undefined {
    const built = this.built();
    return built instanceof Map ? (built as ValueRecord).get(key) : undefined;
  }
  built(): ValueRecord | readonly Value[] {
    return fromJs(JSON.parse(this.bytes.toString('utf8', this.start, this.end))) as ValueRecord;
  }
}
