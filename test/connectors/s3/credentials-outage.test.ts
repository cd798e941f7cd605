import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { S3Client } from '@aws-sdk/client-s3';
import { expect, onTestFinished, test, vi } from 'vitest';
import { tellCredentialsOutages } from '../../../src/connectors/s3/client/credentials-outage.ts';
import { createRetry } from '../../../src/connectors/s3/client/retry.ts';
import { problemOf } from '../../../src/connectors/s3/client/s3-problem.ts';
import { createSdkObjectStore } from '../../../src/connectors/s3/client/sdk-object-store.ts';
import { createWaitBoard } from '../../../src/connectors/s3/client/wait-board.ts';
import { eagerClock } from './manual-clock.ts';
import { TEST_POLICY } from './sink-driver.ts';

/** A client that asks for credentials before every request; it is told the `errors` first, and then keys. */
async function start(errors: string[]) {
  vi.stubEnv('AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED', 'true');
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(200).end();
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  const client = new S3Client({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'us-east-1',
    forcePathStyle: true,
    maxAttempts: 1,
    credentials: () => {
      const message = errors.shift();
      // Credentials that have expired are not kept.
      if (message === undefined)
        return Promise.resolve({ accessKeyId: 'a', secretAccessKey: 's', expiration: new Date(0) });
      return Promise.reject(Object.assign(new Error(message), { name: 'CredentialsProviderError' }));
    },
  });
  tellCredentialsOutages(client);
  onTestFinished(async () => {
    vi.unstubAllEnvs();
    client.destroy();
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  });
  const store = createSdkObjectStore(client);
  const waits: (string | null)[] = [];
  const board = createWaitBoard((text) => waits.push(text), eagerClock);
  const retry = createRetry({ policy: TEST_POLICY, clock: eagerClock, random: () => 0.5, waits: board });
  const { signal } = new AbortController();
  const look = () => retry('looking', signal, () => store.look({ bucket: 'test', key: 'k' }, signal));
  return { look, waits };
}

test('no credentials at the start end it', async () => {
  const { look, waits } = await start(['nobody has any', 'nobody has any']);
  const error: unknown = await look().catch((reason: unknown) => reason);
  expect(problemOf(error)).toMatchObject({ code: 'CredentialsProviderError', kind: 'permanent' });
  expect(waits).toEqual([]);
});

test('no credentials after they were there are waited for', async () => {
  const errors: string[] = [];
  const { look, waits } = await start(errors);
  await look();
  errors.push('the metadata service is silent', 'and again');
  await look();
  expect(waits[0]).toContain(
    'looking: the credentials cannot be renewed just now: the metadata service is silent (CredentialsOutage), attempt 2',
  );
  expect(waits.at(-1)).toBeNull();
});

test('the command of a credential_process is not shown', async () => {
  const errors: string[] = [];
  const { look, waits } = await start(errors);
  await look();
  errors.push('Command failed: give --password swordfish\nswordfish!');
  await look();
  expect(waits[0]).toContain('just now: the `credential_process` of the profile failed (CredentialsOutage)');
  expect(waits.join('')).not.toContain('swordfish');
});
