/** Each fault does what it says: seen from a plain client, and from the server behind the proxy. */
import { Agent, createServer, request as httpRequest } from 'node:http';
import type { IncomingHttpHeaders, Server } from 'node:http';
import { connect, createServer as createNetServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { GetObjectCommand, HeadBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { startLocalS3 } from '../../src/local-s3/index.ts';
import { createManualClock } from '../connectors/s3/manual-clock.ts';
import { faultScriptOf, startFaultyS3 } from './faulty-s3/index.ts';
import type { Fault, FaultScript, FaultyS3, FaultyS3Options } from './faulty-s3/index.ts';
import { operationOf } from './faulty-s3/operation.ts';
import { resetSocket } from './faulty-s3/reset-socket.ts';
import { tempFolder } from './temp-folder.ts';

interface Got {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** What the server behind the proxy has read, request by request; `…` where a body broke off. */
let heard: string[];
let server: Server;
let upstream: string;

beforeEach(async () => {
  heard = [];
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    const note = (ending: string): void => {
      heard.push(`${request.method} ${request.url} ${Buffer.concat(chunks).toString()}${ending}`);
    };
    request.on('error', () => note('…'));
    request.on('end', () => {
      note('');
      response.setHeader('content-type', 'application/xml');
      response.end(`<?xml version="1.0"?><n>${heard.length}</n>`);
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  upstream = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(() => {
  server.close();
  server.closeAllConnections();
});

async function start(script: FaultScript, options: Partial<FaultyS3Options> = {}): Promise<FaultyS3> {
  const proxy = await startFaultyS3({ upstream, script, ...options });
  onTestFinished(() => proxy.close());
  return proxy;
}

/** Resolves with the answer, or rejects with the network's error. */
function send(proxy: FaultyS3, method: string, path: string, body = '', agent?: Agent): Promise<Got> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-length': Buffer.byteLength(body) };
    const request = httpRequest(`${proxy.endpoint}${path}`, { method, headers, ...(agent && { agent }) });
    request.on('error', reject);
    request.on('response', (response) => {
      let text = '';
      response.on('error', reject);
      response.setEncoding('latin1').on('data', (piece: string) => (text += piece));
      response.on('end', () => {
        resolve({ status: response.statusCode!, headers: response.headers, body: text });
      });
    });
    request.end(body);
  });
}

const put = (proxy: FaultyS3, body = 'text'): Promise<Got> => send(proxy, 'PUT', '/b/k', body);
const once = (fault: Fault): FaultScript => [{ fault }];
const ANSWER = '<?xml version="1.0"?><n>1</n>';

test('without a script everything passes as it is', async () => {
  const proxy = await start([]);
  expect(await put(proxy)).toMatchObject({ status: 200, body: ANSWER });
  expect(heard).toEqual(['PUT /b/k text']);
  expect(proxy.requests).toEqual([{ operation: 'PutObject', method: 'PUT', url: '/b/k' }]);
  expect(proxy.injected).toEqual([]);
});

test('a rule spares requests, picks each n-th of the rest, and ends', async () => {
  const fault: Fault = { kind: 'answer', status: 503, code: 'SlowDown' };
  const proxy = await start([{ on: 'PutObject', url: '/k', skip: 1, every: 2, times: 2, fault }]);
  const statuses: number[] = [];
  for (let i = 0; i < 8; i++) statuses.push((await put(proxy)).status);
  expect(statuses).toEqual([200, 503, 200, 503, 200, 200, 200, 200]);
  expect(await send(proxy, 'GET', '/b/other')).toMatchObject({ status: 200 });
  expect(proxy.injected.map(({ rule, kind }) => `${rule} ${kind}`)).toEqual(['0 answer', '0 answer']);
});

describe('cut', () => {
  test.each([
    [{ at: 'request' } as const, []],
    [{ at: 'body', afterBytes: 2 } as const, ['PUT /b/k te…']],
    [{ at: 'body-end' } as const, []],
    [{ at: 'answer' } as const, ['PUT /b/k text']],
    [{ at: 'answer-body', afterBytes: 3 } as const, ['PUT /b/k text']],
  ])('%j', async (place, expected) => {
    for (const how of ['reset', 'fin'] as const) {
      heard = [];
      const proxy = await start(once({ kind: 'cut', how, ...place }));
      await expect(put(proxy)).rejects.toMatchObject({ code: 'ECONNRESET' });
      await expect.poll(() => heard).toEqual(expected);
      expect(proxy.injected).toMatchObject([{ kind: 'cut', operation: 'PutObject' }]);
      expect((await put(proxy)).status).toBe(200);
    }
  });
});

describe('stall', () => {
  test.each([
    { at: 'request' } as const,
    { at: 'body', afterBytes: 2 } as const,
    { at: 'body-end' } as const,
    { at: 'answer' } as const,
    { at: 'answer-body', afterBytes: 3 } as const,
  ])('%j goes on when the time is over', async (place) => {
    const clock = createManualClock();
    const proxy = await start(once({ kind: 'stall', forMs: 5000, ...place }), { clock });
    let got: Got | undefined;
    const sent = put(proxy).then((answer) => (got = answer));
    await expect.poll(() => clock.pending).toBe(1);
    clock.advance(4999);
    expect(got).toBeUndefined();
    clock.advance(1);
    expect(await sent).toMatchObject({ status: 200, body: ANSWER });
    expect(heard).toEqual(['PUT /b/k text']);
  });

  test('without an end it lasts until the faults are stopped', async () => {
    const proxy = await start(once({ kind: 'stall', at: 'answer' }));
    const sent = put(proxy);
    await expect.poll(() => proxy.injected.length).toBe(1);
    proxy.stopFaults();
    expect((await sent).status).toBe(200);
  });
});

test.each(['request', 'answer'] as const)('a slow %s takes its time', async (of) => {
  const clock = createManualClock();
  const proxy = await start(once({ kind: 'slow', of, bytesPerSecond: 10 }), { clock });
  let isDone = false;
  const sent = put(proxy, 'x'.repeat(ANSWER.length)).finally(() => (isDone = true));
  while (!isDone) {
    await new Promise(setImmediate);
    if (clock.pending > 0) clock.advance(100);
  }
  expect((await sent).body).toBe(ANSWER);
  expect(clock.nowMs()).toBe(100 * ANSWER.length);
});

describe('corrupt', () => {
  test('a byte of the request', async () => {
    const proxy = await start(once({ kind: 'corrupt', of: 'request', byte: 1 }));
    await put(proxy, 'abcd');
    expect(heard).toEqual(['PUT /b/k accd']);
  });

  test('the last byte of a body that is shorter', async () => {
    const proxy = await start(once({ kind: 'corrupt', of: 'request', byte: 100 }));
    await put(proxy, 'abcd');
    expect(heard).toEqual(['PUT /b/k abce']);
  });

  test('a byte of the answer', async () => {
    const proxy = await start(once({ kind: 'corrupt', of: 'answer', byte: 0 }));
    expect((await put(proxy)).body).toBe(ANSWER.replace('<', '='));
  });

  test('nothing, without a body', async () => {
    const proxy = await start(once({ kind: 'corrupt', of: 'request', byte: 0 }));
    await send(proxy, 'GET', '/b/k');
    expect(proxy.injected).toEqual([]);
  });
});

describe('answer', () => {
  test.each([false, true])('an error with headers, hasty: %s', async (isHasty) => {
    const headers = { 'retry-after': '7' };
    const proxy = await start(
      once({ kind: 'answer', status: 429, code: 'TooManyRequests', headers, isHasty }),
    );
    const got = await put(proxy);
    expect(got).toMatchObject({ status: 429, headers: { 'retry-after': '7' } });
    expect(got.headers.connection).toBe(isHasty ? 'close' : 'keep-alive');
    expect(got.body).toContain('<Code>TooManyRequests</Code>');
    expect(heard).toEqual([]);
  });

  test('an error in the body of a success, behind white space', async () => {
    const proxy = await start(once({ kind: 'answer', status: 200, code: 'InternalError', blanks: 3 }));
    const { status, body } = await put(proxy);
    expect(status).toBe(200);
    expect(body).toMatch(/^<\?xml [^>]*\?> {3}\n<Error><Code>InternalError</);
  });

  test('HEAD gets no body', async () => {
    const proxy = await start(once({ kind: 'answer', status: 503, code: 'SlowDown' }));
    expect(await send(proxy, 'HEAD', '/b/k')).toMatchObject({ status: 503, body: '' });
  });
});

test('blanks: a good answer comes piece by piece', async () => {
  const clock = createManualClock();
  const proxy = await start(once({ kind: 'blanks', count: 2, everyMs: 10_000 }), { clock });
  let isDone = false;
  const sent = put(proxy).finally(() => (isDone = true));
  while (!isDone) {
    await new Promise(setImmediate);
    if (clock.pending > 0) clock.advance(10_000);
  }
  expect((await sent).body).toBe('<?xml version="1.0"?>  <n>1</n>');
  expect(clock.nowMs()).toBe(40_000);
});

test('cut-idle: the answer comes, and then the connection is closed', async () => {
  const proxy = await start(once({ kind: 'cut-idle' }));
  const agent = new Agent({ keepAlive: true });
  onTestFinished(() => agent.destroy());
  const sockets = (): number => Object.values(agent.freeSockets).flat().length;
  expect((await send(proxy, 'PUT', '/b/k', 'text', agent)).status).toBe(200);
  await expect.poll(sockets).toBe(0);
  expect((await send(proxy, 'PUT', '/b/k', 'text', agent)).status).toBe(200);
  await expect.poll(sockets).toBe(1);
});

test('stale: an old answer to the same listing comes again', async () => {
  const proxy = await start([{ on: 'ListMultipartUploads', skip: 1, fault: { kind: 'stale' } }]);
  const bodies: string[] = [];
  for (let i = 0; i < 3; i++) bodies.push((await send(proxy, 'GET', '/b?uploads')).body);
  expect(bodies).toEqual([ANSWER, ANSWER, ANSWER.replace('1</n>', '2</n>')]);
  expect(proxy.injected).toHaveLength(1);
});

test('redirect: where the bucket is', async () => {
  const to = 'http://127.0.0.1:9';
  const proxy = await start(once({ kind: 'redirect', status: 307, region: 'eu-west-1', to }));
  expect(await put(proxy)).toMatchObject({
    status: 307,
    headers: { 'x-amz-bucket-region': 'eu-west-1', location: `${to}/b/k` },
    body: expect.stringContaining('<Code>TemporaryRedirect</Code>') as unknown,
  });
});

test('refuse: nothing listens until the time is over', async () => {
  const clock = createManualClock();
  const proxy = await start(once({ kind: 'refuse', forMs: 3000 }), { clock });
  await expect(put(proxy)).rejects.toMatchObject({ code: 'ECONNRESET' });
  await expect(put(proxy)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  clock.advance(3000);
  await expect
    .poll(() =>
      put(proxy).then(
        ({ status }) => status,
        () => 0,
      ),
    )
    .toBe(200);
});

test('restart: nothing listens until the server is back', async () => {
  let back = (): void => {};
  const proxy = await start(once({ kind: 'restart' }), {
    restartServer: () => new Promise((resolve) => (back = resolve)),
  });
  await expect(put(proxy)).rejects.toMatchObject({ code: 'ECONNRESET' });
  await expect(put(proxy)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  back();
  await expect
    .poll(() =>
      put(proxy).then(
        ({ status }) => status,
        () => 0,
      ),
    )
    .toBe(200);
});

describe('signatures', () => {
  async function clientOf(proxy: FaultyS3, credentials: object, region = 'us-east-1'): Promise<S3Client> {
    const client = new S3Client({
      endpoint: proxy.endpoint,
      region,
      forcePathStyle: true,
      maxAttempts: 1,
      credentials: { accessKeyId: 'flowrun', secretAccessKey: 'flowrun-local-secret', ...credentials },
    });
    onTestFinished(() => client.destroy());
    return client;
  }

  async function startS3(script: FaultScript, signs: boolean): Promise<FaultyS3> {
    const local = await startLocalS3({ dir: await tempFolder(), fsync: false });
    onTestFinished(() => local.close());
    await local.createBucket('bucket');
    return start(script, { upstream: local.endpoint, ...(signs && { signAs: local }) });
  }

  const object = { Bucket: 'bucket', Key: "a key+with/äöü'", Body: 'text' };

  test('the local S3 takes what the client has signed', async () => {
    const client = await clientOf(await startS3([], false), {});
    await client.send(new PutObjectCommand(object));
    const { Body } = await client.send(new GetObjectCommand({ Bucket: object.Bucket, Key: object.Key }));
    expect(await Body!.transformToString()).toBe('text');
  });

  test('what was damaged on the way is refused', async () => {
    const script: FaultScript = [{ on: 'PutObject', fault: { kind: 'corrupt', of: 'request', byte: 0 } }];
    const client = await clientOf(await startS3(script, false), {});
    await expect(client.send(new PutObjectCommand(object))).rejects.toMatchObject({
      $metadata: { httpStatusCode: 400 },
    });
  });

  test('credentials expire, and others are welcome, whatever their region', async () => {
    const script: FaultScript = [{ on: 'PutObject', skip: 1, fault: { kind: 'expire-credentials' } }];
    const proxy = await startS3(script, true);
    const first = await clientOf(proxy, { accessKeyId: 'first', sessionToken: 'one' });
    await first.send(new PutObjectCommand(object));
    await expect(first.send(new PutObjectCommand(object))).rejects.toMatchObject({ name: 'ExpiredToken' });
    await expect(first.send(new HeadBucketCommand(object))).rejects.toMatchObject({
      $metadata: { httpStatusCode: 400 },
    });
    const second = await clientOf(proxy, { accessKeyId: 'first', sessionToken: 'two' }, 'eu-west-1');
    await second.send(new PutObjectCommand(object));
    expect(proxy.injected.map(({ kind }) => kind)).toEqual(['expire-credentials', 'expire-credentials']);
  });
});

test('a seed gives always the same script, and scripts are plain data', () => {
  const scripts = Array.from({ length: 200 }, (_, seed) => faultScriptOf(seed));
  expect(JSON.parse(JSON.stringify(scripts))).toEqual(scripts);
  expect(scripts.map((_, seed) => faultScriptOf(seed))).toEqual(scripts);
  const kinds = new Set(scripts.flat().map(({ fault }) => fault.kind));
  expect([...kinds].sort()).toEqual(
    ['answer', 'corrupt', 'cut', 'cut-idle', 'refuse', 'restart', 'slow', 'stale', 'stall'].sort(),
  );
});

test.each([
  ['GET', '/', 'ListBuckets'],
  ['GET', '/b?list-type=2&prefix=x', 'ListObjectsV2'],
  ['GET', '/b/?uploads', 'ListMultipartUploads'],
  ['PUT', '/b/a/b?partNumber=1&uploadId=x', 'UploadPart'],
  ['POST', '/b/k?uploads', 'CreateMultipartUpload'],
  ['POST', '/b/k?uploadId=x', 'CompleteMultipartUpload'],
  ['DELETE', '/b/k?uploadId=x', 'AbortMultipartUpload'],
  ['HEAD', '/b/k', 'HeadObject'],
  ['PATCH', '/b/k?x', 'PATCH of object with ?x'],
])('%s %s is %s', (method, url, operation) => {
  expect(operationOf(method, url)).toBe(operation);
});

test('a connection that is ending is closed all the same when everything is reset', async () => {
  const closed = new Promise<void>((resolve) => {
    const listener = createNetServer((socket) => {
      socket.on('error', () => {});
      socket.once('close', () => listener.close(() => resolve()));
      socket.end();
      resetSocket(socket);
    });
    listener.listen(0, '127.0.0.1', () => {
      const { port } = listener.address() as AddressInfo;
      connect(port, '127.0.0.1')
        .on('error', () => {})
        .resume();
    });
  });
  await closed;
});
