/**
 * A local S3, a faulty proxy before it, and sinks that only know the proxy.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_RETRY_POLICY } from '../../../src/connectors/s3/client/retry.ts';
import type { SinkTuning } from '../../../src/connectors/s3/sink/create-sink.ts';
import { createPartPlan } from '../../../src/connectors/s3/sink/part-plan.ts';
import { S3Sink } from '../../../src/connectors/s3/sink/s3-sink.ts';
import { startLocalS3 } from '../../../src/local-s3/index.ts';
import type { SinkContext } from '../../../src/runtime/api.ts';
import { startFaultyS3 } from '../../kit/faulty-s3/index.ts';
import type { FaultScript, FaultyS3, FaultyS3Options } from '../../kit/faulty-s3/index.ts';
import type { SinkRecord } from '../../kit/sink-context.ts';
import { fastClock } from './manual-clock.ts';
import { openSink, serverAt } from './test-server.ts';
import type { TestServer } from './test-server.ts';

/** So small that objects of many parts cost nothing. */
export const PART_BYTES = 16 * 1024;

/**
 * Real milliseconds, as sockets know no other clock. So long that a busy machine is not taken for a silent server: tests
 * of the timeouts themselves bring shorter ones.
 */
const TIMEOUTS = { connectMs: 60_000, firstByteMs: 60_000, stallMs: 60_000 };

export interface HostileNetwork {
  /** Behind the proxy: to look at what is there in peace. */
  readonly server: TestServer;
  readonly proxy: FaultyS3;
  readonly bucket: string;
  readonly open: (settings?: object, more?: Tuned) => Promise<OpenedSink>;
  close(): Promise<void>;
}

export interface Tuned {
  readonly context?: Partial<SinkContext>;
  readonly tuning?: SinkTuning;
}

export type OpenedSink = SinkRecord & { readonly sink: S3Sink };

export async function startHostileNetwork(
  script: FaultScript,
  options: Partial<FaultyS3Options> = {},
): Promise<HostileNetwork> {
  const dir = await mkdtemp(join(tmpdir(), 'flowrun-hostile-'));
  const start = (port: number) => startLocalS3({ dir, port, fsync: false, minPartBytes: PART_BYTES });
  let local = await start(0);
  const proxy = await startFaultyS3({
    upstream: local.endpoint,
    script,
    clock: fastClock,
    restartServer: async () => {
      await local.close();
      local = await start(local.port);
    },
    ...options,
  });
  const server = serverAt(local, async () => {
    await proxy.close();
    await local.close();
    await rm(dir, { recursive: true });
  });
  const bucket = await server.freshBucket();
  return {
    server,
    proxy,
    bucket,
    open: (settings, more) =>
      openSmall({ ...server.override, endpoint: proxy.endpoint }, { bucket, ...settings }, more),
    close: () => server.close(),
  };
}

/** A sink with small parts and quick waits, and otherwise the one that a flow has. */
export async function openSmall(
  override: TestServer['override'],
  settings: object,
  { context = {}, tuning = {} }: Tuned = {},
): Promise<OpenedSink> {
  const maxBufferBytes = tuning.options?.maxBufferBytes ?? 4 * 1024 * 1024;
  const opened = await openSink({ override }, settings, {
    context,
    tuning: {
      policy: DEFAULT_RETRY_POLICY,
      clock: fastClock,
      random: () => 0.5,
      timeouts: TIMEOUTS,
      ...tuning,
      options: {
        maxBufferBytes,
        plan: createPartPlan({ minPartBytes: PART_BYTES, maxBufferBytes }),
        smallestPartBytes: PART_BYTES,
        ...tuning.options,
      },
    },
  });
  if (!(opened.sink instanceof S3Sink)) throw new Error('not the sink of this folder');
  return { ...opened, sink: opened.sink };
}
