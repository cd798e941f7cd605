import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { createS3Client } from '../../../src/connectors/s3/client/create-client.ts';
import { createSdkObjectStore } from '../../../src/connectors/s3/client/sdk-object-store.ts';
import { problemOf } from '../../../src/connectors/s3/client/s3-problem.ts';
import { DEFAULT_TIMEOUTS } from '../../../src/connectors/s3/client/timeouts.ts';

test('an answer before the end of the body, and a reset behind it, are a failed request and no more', async () => {
  const server = createServer((request, response) => {
    // Nothing of the body is read, so most of it waits in the client's socket when the reset comes.
    request.pause();
    response.writeHead(503, { 'content-length': '0' }).end(() => request.socket.resetAndDestroy());
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  const client = createS3Client({
    endpoint: {
      endpoint: `http://127.0.0.1:${port}`,
      region: 'us-east-1',
      pathStyle: true,
      profile: undefined,
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    },
    timeouts: DEFAULT_TIMEOUTS,
    maxSockets: 10,
  });
  const store = createSdkObjectStore(client);
  const uncaught: unknown[] = [];
  const onUncaught = (error: unknown): void => void uncaught.push(error);
  process.on('uncaughtException', onUncaught);
  const upload = { bucket: 'test', key: 'k', uploadId: 'u' };
  const body = { bytes: Buffer.alloc(20 * 1024 * 1024), crc32: 0 };
  for (let i = 0; i < 10; i++) {
    const attempt = store.uploadPart(upload, 1, body, new AbortController().signal);
    const error: unknown = await attempt.then(
      () => 'succeeded',
      (reason: unknown) => reason,
    );
    expect(problemOf(error).kind).toBe('transient');
  }
  store.close();
  server.closeAllConnections();
  await new Promise((closed) => server.close(closed));
  process.off('uncaughtException', onUncaught);
  expect(uncaught).toEqual([]);
});
