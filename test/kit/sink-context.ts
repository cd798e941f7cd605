/**
 * What a sink is given, for tests: everything that it says is kept for the test to look at.
 */
import { Batch, CodecError } from '../../src/runtime/api.ts';
import type {
  ConnectorCounters,
  Encoder,
  ExitRequest,
  SinkContext,
  Value,
  ValueRecord,
} from '../../src/runtime/api.ts';
import { writeJson } from '../../src/runtime/value/json.ts';

/** What a sink said and did. */
export interface SinkRecord {
  readonly context: SinkContext;
  readonly refused: { readonly value: Value; readonly error: string }[];
  readonly failures: Error[];
  readonly logged: { readonly level: string; readonly message: string }[];
  /** The texts of `waiting`, `null` where it ended. */
  readonly waits: (string | null)[];
  /** What it asked for at `exit`. */
  readonly exits: ExitRequest[];
  readonly counters: ConnectorCounters;
  /** Ends the flow by force. */
  readonly kill: () => void;
}

/** A context whose encoder writes text as it is, unless `overrides` says otherwise. */
export function recordSink(overrides: Partial<SinkContext> = {}): SinkRecord {
  const refused: SinkRecord['refused'] = [];
  const failures: Error[] = [];
  const logged: SinkRecord['logged'] = [];
  const waits: (string | null)[] = [];
  const exits: ExitRequest[] = [];
  const counters = {
    eventsIn: 0,
    bytesIn: 0,
    eventsOut: 0,
    bytesOut: 0,
    errors: 0,
    objects: 0,
    parts: 0,
  };
  const force = new AbortController();
  const log = (level: string) => (message: string) => void logged.push({ level, message });
  const context: SinkContext = {
    flow: 'test',
    name: 'sink',
    baseDir: '/nowhere',
    env: {},
    logger: { debug: log('debug'), info: log('info'), warn: log('warn'), error: log('error') },
    counters,
    signal: force.signal,
    now: () => 0n,
    exit: (request) => void exits.push(request),
    s3Override: undefined,
    restored: null,
    contentType: undefined,
    contentEncoding: undefined,
    waiting: (text) => void waits.push(text),
    checkpoints: true,
    checkpointSoon: () => undefined,
    stateFolder: null,
    resetCommand: 'flowrun state reset test',
    createEncoder: textEncoder,
    refuse: (batch, index, error) => void refused.push({ value: batch.values[index]!, error }),
    fail: (error) => void failures.push(error),
    ...overrides,
  };
  return { context, refused, failures, logged, waits, exits, counters, kill: () => force.abort() };
}

/** Strings and bytes as they are; anything else has no text. */
export function textEncoder(): Encoder {
  return {
    encode(value, _meta, out) {
      if (typeof value === 'string') out.utf8(value);
      else if (value instanceof Uint8Array) out.bytes(value);
      else throw new CodecError('only strings and bytes have a text here');
    },
    finish() {},
    capture: () => null,
    restore() {},
  };
}

/** One JSON text per line. */
export function jsonLinesEncoder(): Encoder {
  return {
    encode(value, _meta, out) {
      writeJson(value, out);
      out.byte(10);
    },
    finish() {},
    capture: () => null,
    restore() {},
  };
}

/** An event: its value and what `$` holds. */
export interface TestEvent {
  readonly value: Value;
  readonly meta?: ValueRecord;
}

export function batchOf(events: readonly TestEvent[], { ingestNs = 0n } = {}): Batch {
  const batch = new Batch({ uri: 'test:' }, ingestNs);
  for (const [index, { value, meta = new Map<string, Value>() }] of events.entries()) {
    batch.push(value, meta, index);
  }
  return batch;
}
