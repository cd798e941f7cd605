/**
 * The sink's policy on a bad day (docs/guide/delivery.md), case by case, over real connections that really break. What
 * S3 itself answers wrongly is in faults.test.ts.
 */
import { writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { SinkTuning } from '../../../src/connectors/s3/sink/create-sink.ts';
import type { Fault, FaultScript, FaultyS3Options } from '../../kit/faulty-s3/index.ts';
import { batchOf } from '../../kit/sink-context.ts';
import { tempFolder } from '../../kit/temp-folder.ts';
import { PART_BYTES, startHostileNetwork } from './hostile-network.ts';
import type { HostileNetwork } from './hostile-network.ts';
import { createManualClock } from './manual-clock.ts';
import { eventFor } from './sink-driver.ts';
import { listKeys, openUploads, readObject } from './test-server.ts';

/** Of several parts, each with other bytes. */
const LARGE = Buffer.from(Array.from({ length: 12_000 }, (_, i) => `${i};`).join(''));
const SMALL = Buffer.from('small');

/** Real milliseconds, before a server counts as silent. */
const IMPATIENT: SinkTuning = { timeouts: { connectMs: 10_000, firstByteMs: 500, stallMs: 500 } };

/** Who the local S3 takes every request for. */
const LOCAL_IDENTITY = {
  accessKeyId: 'flowrun',
  secretAccessKey: 'flowrun-local-secret',
  region: 'us-east-1',
};

let network: HostileNetwork | undefined;
afterEach(async () => {
  await network?.close();
  network = undefined;
});

async function start(script: FaultScript, options: Partial<FaultyS3Options> = {}): Promise<HostileNetwork> {
  network = await startHostileNetwork(script, options);
  return network;
}

/** Writes one object through the faults; gives what the sink said while it waited. */
async function writeThrough(
  { open, server, bucket }: HostileNetwork,
  body: Buffer,
  settings: object = {},
  tuning: SinkTuning = {},
): Promise<(string | null)[]> {
  const { sink, waits } = await open(settings, { tuning });
  await sink.write(batchOf([eventFor('k', body)]));
  await sink.finish();
  await sink.close();
  expect((await readObject(server, bucket, 'k')).equals(body)).toBe(true);
  expect(await openUploads(server, bucket)).toEqual([]);
  return waits;
}

const CUTS: readonly Fault[] = (['reset', 'fin'] as const).flatMap((how) => [
  { kind: 'cut', how, at: 'request' } as const,
  { kind: 'cut', how, at: 'body', afterBytes: 10 } as const,
  { kind: 'cut', how, at: 'body-end' } as const,
  { kind: 'cut', how, at: 'answer' } as const,
  { kind: 'cut', how, at: 'answer-body', afterBytes: 20 } as const,
]);

describe.each([
  ['PutObject', SMALL],
  ['CreateMultipartUpload', LARGE],
  ['UploadPart', LARGE],
  ['CompleteMultipartUpload', LARGE],
])('%s, the connection is cut', (on, body) => {
  test.each(CUTS)('%j', async (fault) => {
    for (const if_exists of ['overwrite', 'fail']) {
      const network = await start([{ on, times: 2, fault }]);
      const waits = await writeThrough(network, body, { if_exists });
      expect(network.proxy.injected).toHaveLength(2);
      expect(waits.at(-1)).toBeNull();
      await network.close();
    }
    network = undefined;
  });
});

describe('passes', () => {
  test.each<[string, Fault]>([
    ['a body that is damaged on the way', { kind: 'corrupt', of: 'request', byte: 100 }],
    ['10 KB/s', { kind: 'slow', of: 'request', bytesPerSecond: 10_240 }],
    ['a hasty SlowDown', { kind: 'answer', status: 503, code: 'SlowDown', isHasty: true }],
    ['429', { kind: 'answer', status: 429, code: 'TooManyRequests', headers: { 'retry-after': '2' } }],
    ['idle connections that are closed', { kind: 'cut-idle' }],
    ['307 of a new bucket', { kind: 'redirect', status: 307, region: 'us-east-1' }],
  ])('%s', async (_, fault) => {
    const network = await start([{ on: 'UploadPart', times: 2, fault }]);
    await writeThrough(network, LARGE);
    expect(network.proxy.injected).toHaveLength(2);
  });

  test('an outage: nothing listens for minutes, and no attempt is the last one', async () => {
    const network = await start([{ on: 'UploadPart', skip: 1, fault: { kind: 'refuse', forMs: 300_000 } }]);
    const waits = await writeThrough(network, LARGE);
    expect(waits.some((text) => text?.includes('nothing listens at that address'))).toBe(true);
    expect(waits.find((text) => text !== null)).toMatch(/part \d+ of `k` in bucket `.*attempt 2, since /);
  });

  test('a restart of the server, which keeps the parts that it has', async () => {
    const network = await start([{ on: 'UploadPart', skip: 2, fault: { kind: 'restart' } }]);
    await writeThrough(network, LARGE, { max_parts_in_flight: 1 });
    const parts = network.proxy.requests.filter(({ operation }) => operation === 'UploadPart');
    expect(parts).toHaveLength(Math.ceil(LARGE.length / PART_BYTES) + 1);
  });

  test('an error in the body of a success, behind white space', async () => {
    const fault: Fault = { kind: 'answer', status: 200, code: 'InternalError', blanks: 5 };
    const network = await start([{ on: 'CompleteMultipartUpload', times: 2, fault }]);
    await writeThrough(network, LARGE);
    expect(network.proxy.injected).toHaveLength(2);
  });

  test('a completion that takes its time, behind white space, is not cut', async () => {
    const network = await start([
      { on: 'CompleteMultipartUpload', fault: { kind: 'blanks', count: 20, everyMs: 30_000 } },
    ]);
    await writeThrough(network, LARGE);
    const completions = network.proxy.requests.filter(({ operation }) => operation.startsWith('Complete'));
    expect(completions).toHaveLength(1);
  });

  test.each(['request', 'body-end', 'answer'] as const)(
    'no answer: given up and made again (%s)',
    async (at) => {
      const network = await start([{ on: 'UploadPart', fault: { kind: 'stall', at } }]);
      const waits = await writeThrough(network, LARGE, { max_parts_in_flight: 1 }, IMPATIENT);
      expect(waits[0]).toContain('part 1 of `k`');
    },
  );

  test('an answer that stops in its middle is given up, too', async () => {
    const network = await start([
      { on: 'CreateMultipartUpload', fault: { kind: 'stall', at: 'answer-body', afterBytes: 60 } },
    ]);
    await writeThrough(network, LARGE, {}, IMPATIENT);
    expect(network.proxy.injected).toHaveLength(1);
  });
});

test('Retry-After is honoured', async () => {
  const clock = createManualClock();
  const headers = { 'retry-after': '30' };
  const network = await start([
    { on: 'PutObject', fault: { kind: 'answer', status: 503, code: 'SlowDown', headers } },
  ]);
  const { sink, waits } = await network.open({}, { tuning: { clock, random: () => 0 } });
  await sink.write(batchOf([eventFor('k', SMALL)]));
  const finished = sink.finish();
  await expect.poll(() => waits.length).toBe(1);
  clock.advance(29_999);
  expect(network.proxy.requests.filter(({ operation }) => operation === 'PutObject')).toHaveLength(1);
  clock.advance(1);
  await finished;
  await sink.close();
  expect(await listKeys(network.server, network.bucket)).toEqual(['k']);
});

test('while nothing passes, the source is held and memory stays below its bound', async () => {
  const maxBufferBytes = 1_600_000;
  const network = await start([
    { on: 'UploadPart', times: 'always', fault: { kind: 'answer', status: 500, code: 'InternalError' } },
  ]);
  const { sink } = await network.open({}, { tuning: { options: { maxBufferBytes } } });
  const batch = batchOf([eventFor('k', LARGE)]);
  let count = 0;
  let held: Promise<void> | undefined;
  while (held === undefined) {
    count++;
    held = sink.write(batch) ?? undefined;
    expect(sink.heldBytes).toBeLessThanOrEqual(maxBufferBytes);
  }
  await expect.poll(() => network.proxy.injected.length).toBeGreaterThan(20);
  expect(sink.heldBytes).toBeLessThanOrEqual(maxBufferBytes);
  network.proxy.stopFaults();
  await held;
  await sink.finish();
  await sink.close();
  const stored = await readObject(network.server, network.bucket, 'k');
  expect(stored.equals(Buffer.concat(Array<Buffer>(count).fill(LARGE)))).toBe(true);
});

/** A process that prints credentials is what renews them: it prints what is in `file` just now. */
async function processCredentials(): Promise<{ readonly use: (accessKeyId: string) => void }> {
  const folder = await tempFolder();
  const file = join(folder, 'credentials.json');
  const use = (accessKeyId: string): void => {
    const Expiration = new Date(Date.now() + 3_600_000).toISOString();
    const keys = { AccessKeyId: accessKeyId, SecretAccessKey: 'secret', SessionToken: `of ${accessKeyId}` };
    writeFileSync(file, JSON.stringify({ Version: 1, ...keys, Expiration }));
  };
  await writeFile(join(folder, 'config'), `[profile renewed]\ncredential_process = cat ${file}\n`);
  vi.stubEnv('AWS_CONFIG_FILE', join(folder, 'config'));
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', join(folder, 'none'));
  onTestFinished(() => void vi.unstubAllEnvs());
  return { use };
}

test('credentials that have expired are renewed, in the middle of an object, as soon as there are others', async () => {
  const credentials = await processCredentials();
  credentials.use('old');
  const network: HostileNetwork = await start(
    [{ on: 'UploadPart', skip: 3, fault: { kind: 'expire-credentials' } }],
    {
      signAs: LOCAL_IDENTITY,
      // The old ones are handed out for a while yet.
      onRequest: () => {
        if (network.proxy.injected.length >= 5) credentials.use('new');
      },
    },
  );
  const settings = { endpoint: network.proxy.endpoint, region: 'us-east-1', profile: 'renewed' };
  const { sink, waits } = await network.open(settings, { context: { s3Override: undefined } });
  await sink.write(batchOf([eventFor('k', LARGE)]));
  await sink.finish();
  await sink.close();
  expect(waits.some((text) => text?.includes('the credentials have expired'))).toBe(true);
  expect((await readObject(network.server, network.bucket, 'k')).equals(LARGE)).toBe(true);
  expect(await openUploads(network.server, network.bucket)).toEqual([]);
  const created = network.proxy.requests.filter(({ operation }) => operation === 'CreateMultipartUpload');
  expect(created).toHaveLength(1);
});

describe('does not pass', () => {
  test.each([
    [403, 'AccessDenied'],
    [404, 'NoSuchBucket'],
    [403, 'InvalidAccessKeyId'],
    [400, 'EntityTooLarge'],
  ])('%s %s ends the flow at once', async (status, code) => {
    const { open, proxy, server, bucket } = await start([
      { on: 'UploadPart', skip: 1, times: 'always', fault: { kind: 'answer', status, code } },
    ]);
    const { sink } = await open({ max_parts_in_flight: 1 });
    const written = (async () => {
      await sink.write(batchOf([eventFor('before', SMALL), eventFor('k', LARGE)]));
      await sink.finish();
    })();
    await expect(written).rejects.toMatchObject({
      name: 'FlowFailure',
      message: expect.stringContaining(`object \`k\` in bucket \`${bucket}\``) as unknown,
    });
    await sink.close();
    expect(proxy.injected).toHaveLength(1);
    expect(await openUploads(server, bucket)).toEqual([]);
    expect(await listKeys(server, bucket)).toEqual(['before']);
  });

  test('credentials that have expired and that nobody renews', async () => {
    const { open, bucket, server } = await start([
      { on: 'PutObject', fault: { kind: 'expire-credentials' } },
    ]);
    const { sink } = await open();
    await sink.write(batchOf([eventFor('k', SMALL)]));
    await expect(sink.finish()).rejects.toThrow('the credentials have expired');
    await sink.close();
    expect(await listKeys(server, bucket)).toEqual([]);
  });

  test('a bucket that is in another region', async () => {
    const { open } = await start([
      { on: 'PutObject', times: 'always', fault: { kind: 'redirect', status: 301, region: 'eu-west-1' } },
    ]);
    const { sink } = await open();
    await sink.write(batchOf([eventFor('k', SMALL)]));
    await expect(sink.finish()).rejects.toThrow('the bucket is in another region');
    await sink.close();
  });
});
