/**
 * The sink on servers that cannot do what AWS does. The server is the local S3, which refuses or ignores what such a
 * server would.
 */
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterEach, expect, test } from 'vitest';
import { lookFirst } from '../../../../src/connectors/s3/client/compatibility/look-first.ts';
import { PROFILES, UNKNOWN_PROFILE } from '../../../../src/connectors/s3/client/compatibility/profiles.ts';
import type { Intercept, InterceptedRequest } from '../../../../src/local-s3/index.ts';
import { batchOf } from '../../../kit/sink-context.ts';
import { createFakeStore, s3Error } from '../fake-store.ts';
import type { FakeStore } from '../fake-store.ts';
import { driveSink, eventFor, textsOf } from '../sink-driver.ts';
import { openSink, openUploads, readObject, startSpoiledServer } from '../test-server.ts';
import type { TestServer } from '../test-server.ts';

const LARGE = Buffer.alloc(5 * 1024 * 1024 + 77, 'flowrun ');

let server: TestServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

async function start(intercept: Intercept): Promise<{ server: TestServer; bucket: string }> {
  server = await startSpoiledServer(intercept);
  return { server, bucket: await server.freshBucket() };
}

/** The config of a flow that knows the server by its address only. */
function addressOf({ override }: TestServer) {
  const { endpoint, accessKeyId, secretAccessKey } = override;
  return { endpoint, credentials: { access_key_id: accessKeyId, secret_access_key: secretAccessKey } };
}

const checksumHeaders = ({ headers }: InterceptedRequest): string[] =>
  Object.keys(headers).filter((name) => /^x-amz-(sdk-)?checksum/.test(name));

test('B2: no checksum headers in any request, Content-MD5 in all with a body', async () => {
  const withChecksum: string[] = [];
  const withMd5: string[] = [];
  const { server, bucket } = await start((request) => {
    if (checksumHeaders(request).length > 0) withChecksum.push(request.operation);
    if (request.headers['content-md5'] !== undefined) withMd5.push(request.operation);
    return undefined;
  });
  const { sink, logged } = await openSink(server, { bucket, compatibility: 'b2', if_exists: 'fail' });
  await sink.write(batchOf([eventFor('small', 'text'), eventFor('large', LARGE)]), 'in');
  await sink.finish();
  await sink.close();
  expect(withChecksum).toEqual([]);
  expect(withMd5.sort()).toEqual(['PutObject', 'UploadPart', 'UploadPart']);
  expect(await readObject(server, bucket, 'small')).toEqual(Buffer.from('text'));
  expect((await readObject(server, bucket, 'large')).equals(LARGE)).toBe(true);
  expect(logged).toEqual([
    { level: 'info', message: 'Backblaze B2 takes no CRC32: bodies are protected by Content-MD5' },
    { level: 'warn', message: expect.stringContaining('is not certain with Backblaze B2') as unknown },
  ]);
});

test.each([
  ['InvalidArgument', 400, "Unsupported header 'x-amz-checksum-crc32' received for this API call."],
  ['NotImplemented', 501, "Header 'x-amz-sdk-checksum-algorithm' with value 'CRC32' not implemented"],
])(
  'a server that turns out to refuse checksums (%s): said once, and nothing fails',
  async (code, status, message) => {
    const { server, bucket } = await start((request) =>
      checksumHeaders(request).length > 0 ? { kind: 'error', status, code, message } : undefined,
    );
    const { sink, logged } = await openSink(
      server,
      { bucket, ...addressOf(server) },
      { context: { s3Override: undefined } },
    );
    await sink.write(batchOf([eventFor('a', 'one'), eventFor('b', 'two'), eventFor('large', LARGE)]), 'in');
    await sink.finish();
    await sink.close();
    expect(await readObject(server, bucket, 'b')).toEqual(Buffer.from('two'));
    expect((await readObject(server, bucket, 'large')).equals(LARGE)).toBe(true);
    expect(logged).toEqual([
      {
        level: 'info',
        message: 'the server takes no CRC32: from now on bodies are protected by Content-MD5',
      },
    ]);
  },
);

test('another refusal is not taken for one of checksums', async () => {
  const { server, bucket } = await start(({ operation }) =>
    operation === 'PutObject'
      ? { kind: 'error', status: 400, code: 'InvalidArgument', message: 'no' }
      : undefined,
  );
  const { sink, logged } = await openSink(server, { bucket });
  await sink.write(batchOf([eventFor('a', 'one')]), 'in');
  await expect(sink.finish()).rejects.toThrow('no (InvalidArgument, HTTP 400');
  await sink.close();
  expect(logged).toEqual([]);
});

test.each(['ceph', 'r2', 'minio', 'gcs', 'garage', 'seaweedfs'] as const)(
  '%s: small and large objects are what was sent',
  async (compatibility) => {
    const { server, bucket } = await start(() => undefined);
    const { sink } = await openSink(server, { bucket, compatibility, if_exists: 'fail' });
    await sink.write(batchOf([eventFor('small', 'text'), eventFor('large', LARGE)]), 'in');
    await sink.finish();
    await sink.close();
    expect(await readObject(server, bucket, 'small')).toEqual(Buffer.from('text'));
    expect((await readObject(server, bucket, 'large')).equals(LARGE)).toBe(true);
  },
);

test('tags that R2 would not keep are told at the start', async () => {
  const { server, bucket } = await start(() => undefined);
  const { sink, logged } = await openSink(server, { bucket, compatibility: 'r2', tags: { a: 'b' } });
  await sink.close();
  expect(logged).toEqual([
    { level: 'info', message: 'Cloudflare R2 wants parts of one size: parts do not grow with the object' },
    { level: 'warn', message: 'Cloudflare R2 is known to refuse or to drop `tags` of objects' },
  ]);
});

/** A store that accepts `ifAbsent` and thinks nothing of it; `conditions` are the requests that came with it. */
function careless(options: Parameters<typeof createFakeStore>[0] = {}): FakeStore & { conditions: string[] } {
  const store = createFakeStore(options);
  const conditions: string[] = [];
  return {
    ...store,
    conditions,
    put: (address, body, given) => {
      if (given.ifAbsent) conditions.push(`put ${address.key}`);
      return store.put(address, body, { ...given, ifAbsent: false });
    },
    completeUpload: (upload, parts, given) => {
      if (given.ifAbsent) conditions.push(`complete ${upload.key}`);
      return store.completeUpload(upload, parts, { ...given, ifAbsent: false });
    },
  };
}

function over(store: FakeStore, profile = PROFILES.ceph) {
  const looking: FakeStore = { ...store, ...lookFirst(store, profile) };
  return driveSink({ store: looking, config: { if_exists: 'fail' } });
}

test.each([
  ['a small object', 'x'],
  ['a large object', 'x'.repeat(50)],
])('if_exists = "fail" on a server that ignores the condition: %s is not replaced', async (_, text) => {
  const store = careless();
  const { sink } = over(store);
  await sink.write(batchOf([eventFor('a', text), eventFor('b', text), eventFor('a', 'again')]));
  await expect(sink.finish()).rejects.toThrow('the object exists already (PreconditionFailed, HTTP 412)');
  await sink.close();
  expect(textsOf(store)).toEqual({ 'test/a': text, 'test/b': text });
  expect(store.uploads.size).toBe(0);
});

test.each([
  ['put a', 'x'],
  ['complete a', 'x'.repeat(50)],
])('the answer to `%s` is lost: the object that is found then is our own', async (lost, text) => {
  let times = 1;
  const store = careless({
    after: (call) => {
      if (call === lost && times-- > 0) throw s3Error('InternalError', 500);
    },
  });
  const { sink } = over(store);
  await sink.write(batchOf([eventFor('a', text)]));
  await sink.finish();
  await sink.close();
  expect(store.history.map(({ key }) => key)).toEqual(['test/a']);
});

test('the condition goes along where it may help, and not where it would be refused', async () => {
  for (const [profile, conditions] of [
    [PROFILES.aws, ['put a', 'complete b']],
    [UNKNOWN_PROFILE, ['put a', 'complete b']],
    [PROFILES.ceph, ['put a', 'complete b']],
    [PROFILES.b2, []],
  ] as const) {
    const store = careless();
    const { sink } = over(store, profile);
    await sink.write(batchOf([eventFor('a', 'x'), eventFor('b', 'x'.repeat(50))]));
    await sink.finish();
    expect(store.conditions).toEqual(conditions);
  }
});

test('where the condition holds, nobody looks first', async () => {
  const calls: string[] = [];
  const { sink } = over(careless({ before: (call) => void calls.push(call) }), PROFILES.aws);
  await sink.write(batchOf([eventFor('a', 'x')]));
  await sink.finish();
  expect(calls).toEqual(['put a']);
});

test('an object of somebody else stays, and the upload that would replace it is removed', async () => {
  const { server, bucket } = await start(() => undefined);
  await server.client.send(new PutObjectCommand({ Bucket: bucket, Key: 'large', Body: 'of somebody else' }));
  const { sink } = await openSink(server, { bucket, compatibility: 'ceph', if_exists: 'fail' });
  await sink.write(batchOf([eventFor('large', LARGE)]), 'in');
  await expect(sink.finish()).rejects.toThrow('the object exists already');
  await sink.close();
  expect((await readObject(server, bucket, 'large')).toString()).toBe('of somebody else');
  expect(await openUploads(server, bucket)).toEqual([]);
});
