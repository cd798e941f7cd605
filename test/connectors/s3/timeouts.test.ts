/**
 * Servers that fall silent, each at another moment. The limits are tens of milliseconds; no test has to be faster than
 * one of them to pass.
 */
import { Agent } from 'node:http';
import { createServer, Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createS3Client } from '../../../src/connectors/s3/client/create-client.ts';
import type { ObjectStore } from '../../../src/connectors/s3/client/object-store.ts';
import { problemOf } from '../../../src/connectors/s3/client/s3-problem.ts';
import type { S3Problem } from '../../../src/connectors/s3/client/s3-problem.ts';
import { createSdkObjectStore } from '../../../src/connectors/s3/client/sdk-object-store.ts';
import type { Timeouts } from '../../../src/connectors/s3/client/timeouts.ts';

const ADDRESS = { bucket: 'test', key: 'k' };
const UPLOAD = { ...ADDRESS, uploadId: 'u' };
const { signal } = new AbortController();
/** Far more than any of these tests takes: what is not under test never fires. */
const PATIENT: Timeouts = { connectMs: 60_000, firstByteMs: 60_000, stallMs: 60_000 };

function storeAt(port: number, timeouts: Partial<Timeouts>): ObjectStore {
  const client = createS3Client({
    endpoint: {
      endpoint: `http://127.0.0.1:${port}`,
      region: 'us-east-1',
      pathStyle: true,
      profile: undefined,
      credentials: { accessKeyId: 'a', secretAccessKey: 's' },
    },
    timeouts: { ...PATIENT, ...timeouts },
    maxSockets: 10,
  });
  const store = createSdkObjectStore(client);
  onTestFinished(() => store.close());
  return store;
}

/** A server that does `handle` with every connection; gives its port. */
async function serve(handle: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    handle(socket);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((closed) => server.close(closed));
  });
  return (server.address() as AddressInfo).port;
}

async function problemIn(request: Promise<unknown>): Promise<S3Problem> {
  return problemOf(
    await request.then(
      () => 'succeeded',
      (error: unknown) => error,
    ),
  );
}

const put = (store: ObjectStore, size: number) =>
  store.put(ADDRESS, { bytes: Buffer.alloc(size), crc32: 0 }, { attributes: {}, ifAbsent: false, signal });

test('a connection that never stands: nothing was sent, so nothing has to be settled', async () => {
  // As when packets are dropped on the way; the system itself would try for two minutes.
  const connecting = Object.defineProperty(new Socket(), 'connecting', { value: true });
  vi.spyOn(Agent.prototype, 'createConnection').mockReturnValue(connecting);
  onTestFinished(() => void vi.restoreAllMocks());
  const problem = await problemIn(put(storeAt(1, { connectMs: 50 }), 1));
  expect(problem).toMatchObject({
    kind: 'transient',
    mayHaveActed: false,
    words: 'the connection does not come about (ConnectTimeout)',
  });
});

test('an answer that does not begin', async () => {
  const store = storeAt(await serve((socket) => socket.resume()), { firstByteMs: 50 });
  expect(await problemIn(put(store, 1))).toMatchObject({
    kind: 'transient',
    code: 'FirstByteTimeout',
    mayHaveActed: true,
  });
});

test('a request body that nobody reads', async () => {
  // More than the buffers of both systems hold.
  const store = storeAt(await serve((socket) => socket.pause()), { stallMs: 50 });
  expect(await problemIn(put(store, 40 * 1024 * 1024))).toMatchObject({
    kind: 'transient',
    code: 'StallTimeout',
  });
});

test('an answer that stops in the middle of its body', async () => {
  const port = await serve((socket) =>
    socket.once('data', () => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n<ListMultipart')),
  );
  expect(await problemIn(storeAt(port, { stallMs: 50 }).listUploads(ADDRESS, signal))).toMatchObject({
    kind: 'transient',
    code: 'StallTimeout',
  });
});

const COMPLETED = '<CompleteMultipartUploadResult><ETag>"e-1"</ETag></CompleteMultipartUploadResult>';
const PARTS = [{ number: 1, etag: 'e', crc32: 0, bytes: 1 }];
const complete = (store: ObjectStore) => store.completeUpload(UPLOAD, PARTS, { ifAbsent: false, signal });

/** Calls `action` `times` times, and then `end`, a few milliseconds between. */
function repeatedly(times: number, action: () => void, end: () => void): void {
  let left = times;
  const timer = setInterval(() => {
    if (left-- > 0) return action();
    clearInterval(timer);
    end();
  }, 10);
}

test('completing: blanks keep it alive, for longer than any limit, until the answer is there', async () => {
  const port = await serve((socket) =>
    socket.once('data', () => {
      socket.write('HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n<?xml version="1.0"?>\n');
      repeatedly(
        20,
        () => socket.write(' '),
        () => socket.end(COMPLETED),
      );
    }),
  );
  await expect(complete(storeAt(port, { firstByteMs: 5 }))).resolves.toBeUndefined();
});

test('completing: an error behind the blanks is an error', async () => {
  const port = await serve((socket) =>
    socket.once('data', () => {
      socket.write('HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n<?xml version="1.0"?>\n   ');
      socket.end('<Error><Code>InternalError</Code></Error>');
    }),
  );
  expect(await problemIn(complete(storeAt(port, {})))).toMatchObject({
    code: 'InternalError',
    mayHaveActed: true,
  });
});

test('completing: a server that is silent while it joins the parts has more time than others', async () => {
  const port = await serve((socket) =>
    socket.once('data', () =>
      repeatedly(
        10,
        () => {},
        () => socket.end(`HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n${COMPLETED}`),
      ),
    ),
  );
  await expect(complete(storeAt(port, { firstByteMs: 5 }))).resolves.toBeUndefined();
});
