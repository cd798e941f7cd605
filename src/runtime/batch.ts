import type { Value, ValueRecord } from './value/value.ts';

/** Where the bytes of events came from; shared by all events of a batch. */
export interface Origin {
  /** `file:///data/in.json`, `stdin:`, `s3://bucket/key` … */
  readonly uri: string;
}

/**
 * Events on their way between two parts: parallel arrays instead of an object per event.
 *
 * Invariant: `values`, `metas` and `offsets` have the same length.
 */
export class Batch {
  readonly origin: Origin;
  /** When the bytes were read, nanoseconds since 1970. */
  readonly ingestNs: bigint;
  readonly values: Value[] = [];
  readonly metas: ValueRecord[] = [];
  /** Byte offset of each event in its origin, or -1 where there is none. */
  readonly offsets: number[] = [];
  /** How often sinks have refused these events: what goes round in circles is noticed by it. */
  readonly refusals: number;

  constructor(origin: Origin, ingestNs: bigint, refusals = 0) {
    this.origin = origin;
    this.ingestNs = ingestNs;
    this.refusals = refusals;
  }

  get length(): number {
    return this.values.length;
  }

  push(value: Value, meta: ValueRecord, offset: number): void {
    this.values.push(value);
    this.metas.push(meta);
    this.offsets.push(offset);
  }
}
