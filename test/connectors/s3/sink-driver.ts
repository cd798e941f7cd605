/**
 * An S3Sink over a fake store, and events for it.
 */
import { PROFILES } from '../../../src/connectors/s3/client/compatibility/profiles.ts';
import { createRetry } from '../../../src/connectors/s3/client/retry.ts';
import type { RetryPolicy } from '../../../src/connectors/s3/client/retry.ts';
import { createWaitBoard } from '../../../src/connectors/s3/client/wait-board.ts';
import type { Clock } from '../../../src/connectors/s3/clock.ts';
import { s3Settings } from '../../../src/connectors/s3/settings.ts';
import { sinkOptions } from '../../../src/connectors/s3/sink/options.ts';
import type { SinkOptions } from '../../../src/connectors/s3/sink/options.ts';
import { OwnUploads } from '../../../src/connectors/s3/sink/own-uploads.ts';
import { createPartPlan } from '../../../src/connectors/s3/sink/part-plan.ts';
import { resumeSink } from '../../../src/connectors/s3/sink/resume-sink.ts';
import { S3Sink } from '../../../src/connectors/s3/sink/s3-sink.ts';
import type { Value, ValueRecord } from '../../../src/runtime/api.ts';
import { recordSink } from '../../kit/sink-context.ts';
import type { SinkRecord, TestEvent } from '../../kit/sink-context.ts';
import { createFakeStore } from './fake-store.ts';
import type { FakeStore } from './fake-store.ts';
import { eagerClock } from './manual-clock.ts';

export interface DrivenSink extends SinkRecord {
  readonly sink: S3Sink;
  readonly store: FakeStore;
}

export interface DriveOptions {
  readonly config?: object;
  /** Part sizes that S3 would refuse, so that tests need few bytes. */
  readonly options?: Partial<SinkOptions>;
  readonly partBytes?: number;
  readonly store?: FakeStore;
  readonly record?: SinkRecord;
  readonly clock?: Clock;
  readonly policy?: RetryPolicy;
}

export const TEST_POLICY: RetryPolicy = { maxAttempts: 4, firstDelayMs: 100, maxDelayMs: 1000 };

export function driveSink(drive: DriveOptions = {}): DrivenSink {
  const { parts, rest } = prepareSink(drive);
  return { ...rest, sink: new S3Sink({ ...parts, own: new OwnUploads(), memory: null }) };
}

/** A sink that goes on from what its context says is restored, as `createS3Sink` makes one. */
export async function resumeDriven(
  drive: DriveOptions & { readonly inlineBytes?: number },
): Promise<DrivenSink> {
  const { parts, rest } = prepareSink(drive);
  const { inlineBytes } = drive;
  const tuning = inlineBytes === undefined ? {} : { inlineBytes };
  return { ...rest, sink: await resumeSink(parts, parts.retry, tuning) };
}

function prepareSink(drive: DriveOptions) {
  const {
    store = createFakeStore(),
    record = recordSink(),
    clock = eagerClock,
    policy = TEST_POLICY,
  } = drive;
  const config = s3Settings.parse({ bucket: 'test', ...drive.config });
  const options: SinkOptions = {
    ...sinkOptions(config, record.context, PROFILES.aws),
    plan: createPartPlan({
      minPartBytes: drive.partBytes ?? 10,
      maxBufferBytes: config.max_buffer_bytes,
      partsPerStep: 100,
    }),
    smallestPartBytes: drive.partBytes ?? 10,
    ...drive.options,
  };
  const waits = createWaitBoard((text) => record.context.waiting(text), clock);
  const retry = createRetry({ policy, clock, random: () => 0.5, waits });
  return { parts: { options, context: record.context, store, retry, clock }, rest: { ...record, store } };
}

/** An event for the object `key`; `more` is what else `$s3` says. */
export function eventFor(key: Value, value: Value, more: Readonly<Record<string, Value>> = {}): TestEvent {
  const s3: ValueRecord = new Map<string, Value>([['key', key], ...Object.entries(more)]);
  return { value, meta: new Map<string, Value>([['s3', s3]]) };
}

/** The text of each object. */
export function textsOf(store: FakeStore): Record<string, string> {
  return Object.fromEntries([...store.objects].map(([place, { body }]) => [place, body.toString('latin1')]));
}
