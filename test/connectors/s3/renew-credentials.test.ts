/**
 * Credentials that expire while the flow runs, through the real SDK, its files and its providers.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { createS3Client } from '../../../src/connectors/s3/client/create-client.ts';
import type { S3Credentials } from '../../../src/connectors/s3/client/endpoint.ts';
import type { ObjectStore } from '../../../src/connectors/s3/client/object-store.ts';
import { credentialsRenewal } from '../../../src/connectors/s3/client/renew-credentials.ts';
import { createRetry } from '../../../src/connectors/s3/client/retry.ts';
import type { Retry } from '../../../src/connectors/s3/client/retry.ts';
import { createSdkObjectStore } from '../../../src/connectors/s3/client/sdk-object-store.ts';
import { DEFAULT_TIMEOUTS } from '../../../src/connectors/s3/client/timeouts.ts';
import { createWaitBoard } from '../../../src/connectors/s3/client/wait-board.ts';
import { failureOf } from '../../../src/connectors/s3/sink/failure.ts';
import { eagerClock } from './manual-clock.ts';
import { TEST_POLICY } from './sink-driver.ts';

const ADDRESS = { bucket: 'test', key: 'k' };
const SOURCES = [
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_CREDENTIAL_EXPIRATION',
  'AWS_PROFILE',
  'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
  'AWS_CONTAINER_CREDENTIALS_FULL_URI',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
];

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'flowrun-credentials-'));
  for (const name of SOURCES) vi.stubEnv(name, undefined);
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', join(dir, 'credentials'));
  vi.stubEnv('AWS_CONFIG_FILE', join(dir, 'config'));
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(dir, { recursive: true });
});

interface Setup {
  readonly store: ObjectStore;
  readonly retry: Retry;
  /** The access key ids of the requests that came. */
  readonly seen: string[];
  readonly waits: (string | null)[];
  /** Resolves with the first text that is shown. */
  readonly firstWait: Promise<string | null>;
}

/** An S3 that takes access key id `NEW` alone, and calls `onRefused` when another one came. */
async function start(options: {
  readonly onRefused?: () => Promise<void> | void;
  readonly credentials?: S3Credentials;
  readonly profile?: string;
}): Promise<Setup> {
  const { onRefused, credentials, profile } = options;
  const seen: string[] = [];
  const server = createServer((request, response) => {
    const id = /Credential=(\w+)\//.exec(request.headers.authorization ?? '')?.[1] ?? 'none';
    seen.push(id);
    request.resume();
    if (id === 'NEW') return void response.writeHead(200).end();
    void Promise.resolve(onRefused?.()).then(() =>
      response.writeHead(400).end('<Error><Code>ExpiredToken</Code></Error>'),
    );
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  const client = createS3Client({
    endpoint: {
      endpoint: `http://127.0.0.1:${port}`,
      region: 'us-east-1',
      pathStyle: true,
      profile,
      credentials,
    },
    timeouts: DEFAULT_TIMEOUTS,
    maxSockets: 10,
  });
  const store = createSdkObjectStore(client);
  onTestFinished(async () => {
    store.close();
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  });
  const waits: (string | null)[] = [];
  let show: (text: string | null) => void = () => {};
  const firstWait = new Promise<string | null>((resolve) => (show = resolve));
  const onShown = (text: string | null): void => {
    waits.push(text);
    show(text);
  };
  const retry = createRetry({
    policy: TEST_POLICY,
    clock: eagerClock,
    random: () => 0.5,
    waits: createWaitBoard(onShown, eagerClock),
    renewCredentials: credentialsRenewal(client),
  });
  return { store, retry, seen, waits, firstWait };
}

function write({ store, retry }: Setup, signal = new AbortController().signal): Promise<void> {
  const options = { attributes: {}, ifAbsent: false, signal };
  const body = { bytes: Buffer.from('x'), crc32: 2_363_233_923 };
  return retry('completing `k`', signal, () => store.put(ADDRESS, body, options));
}

function writeKeys(id: string): Promise<void> {
  const keys = `aws_access_key_id = ${id}\naws_secret_access_key = s\naws_session_token = t\n`;
  return writeFile(join(dir, 'credentials'), `[default]\n${keys}[named]\n${keys}`);
}

test.each([undefined, 'named'])('a credentials file that somebody renews (profile %s)', async (profile) => {
  await writeKeys('OLD');
  const setup = await start({
    ...(profile === undefined ? {} : { profile }),
    onRefused: () => writeKeys('NEW'),
  });
  await write(setup);
  await write(setup);
  expect(setup.seen).toEqual(['OLD', 'NEW', 'NEW']);
});

test('a credentials file that is renewed later: waits for it', async () => {
  await writeKeys('OLD');
  let refusals = 0;
  const setup = await start({ onRefused: () => (++refusals === 3 ? writeKeys('NEW') : undefined) });
  await write(setup);
  expect(setup.seen).toEqual(['OLD', 'OLD', 'OLD', 'NEW']);
  expect(setup.waits[0]).toContain('completing `k`: the credentials have expired (ExpiredToken, HTTP 400)');
});

/** A profile whose credentials a program gives: the script `source`. */
async function writeProcess(source: string): Promise<void> {
  await writeFile(join(dir, 'give.mjs'), source);
  const command = `"${process.execPath}" "${join(dir, 'give.mjs')}" secret-argument`;
  await writeFile(join(dir, 'config'), `[default]\ncredential_process = ${command}\n`);
}

/** A program that gives these keys, which by their date are good for a year. */
function giving(id: string): string {
  const expiration = new Date(Date.now() + 365 * 86_400_000).toISOString();
  const answer = { Version: 1, AccessKeyId: id, SecretAccessKey: 's', Expiration: expiration };
  return `console.log(${JSON.stringify(JSON.stringify(answer))});`;
}

test('a credential_process is asked again, although its credentials carry a later date', async () => {
  await writeProcess(giving('OLD'));
  const setup = await start({ onRefused: () => writeProcess(giving('NEW')) });
  await write(setup);
  expect(setup.seen).toEqual(['OLD', 'NEW']);
});

test('requests that are refused at the same time ask once', async () => {
  const log = join(dir, 'asked');
  const note = `import { appendFileSync } from 'node:fs'; appendFileSync(${JSON.stringify(log)}, 'x');`;
  await writeProcess(note + giving('OLD'));
  let refused = 0;
  let letGo = (): void => {};
  const allAreHere = new Promise<void>((resolve) => (letGo = resolve));
  const setup = await start({
    onRefused: async () => {
      if (++refused === 5) {
        await writeProcess(note + giving('NEW'));
        letGo();
      }
      await allAreHere;
    },
  });
  await Promise.all(Array.from({ length: 5 }, () => write(setup)));
  // At the start, and after the refusals; those whose answer came after the renewal may look once more.
  expect((await readFile(log, 'utf8')).length).toBeLessThan(6);
  expect(setup.seen.filter((id) => id === 'NEW')).toHaveLength(5);
});

test('keys of the settings end the flow, with help', async () => {
  const setup = await start({ credentials: { accessKeyId: 'OLD', secretAccessKey: 's', sessionToken: 't' } });
  const error: unknown = await write(setup).catch((reason: unknown) => reason);
  expect(setup.seen).toEqual(['OLD']);
  expect(failureOf(error, ADDRESS, false)).toMatchObject({
    message:
      'object `k` in bucket `test` could not be written: the credentials have expired (ExpiredToken, HTTP 400)',
    help: 'sign in again, or use credentials that renew themselves (a profile, a role)',
  });
  expect(setup.waits.at(-1) ?? null).toBeNull();
});

test('keys of the environment end the flow, also those that carry a date', async () => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'OLD');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 's');
  vi.stubEnv('AWS_SESSION_TOKEN', 't');
  vi.stubEnv('AWS_CREDENTIAL_EXPIRATION', new Date(Date.now() + 3_600_000).toISOString());
  const setup = await start({});
  await expect(write(setup)).rejects.toMatchObject({ name: 'ExpiredToken' });
  expect(setup.seen).toEqual(['OLD']);
});

/** Ends by itself, so that nothing outlives the test for long. */
const HANGS_FOR_A_WHILE = 'setTimeout(() => {}, 2000);';

test('a renewal that hangs is shown, and ended by the signal', async () => {
  await writeProcess(giving('OLD'));
  const setup = await start({ onRefused: () => writeProcess(HANGS_FOR_A_WHILE) });
  const ending = new AbortController();
  const writing = write(setup, ending.signal);
  expect(await setup.firstWait).toContain('the credentials have expired');
  ending.abort(new Error('enough'));
  await expect(writing).rejects.toThrow('enough');
  expect(setup.waits.at(-1)).toBeNull();
});

test('credentials that never come for a request are no reason to outlive the signal', async () => {
  await writeProcess(HANGS_FOR_A_WHILE);
  const setup = await start({});
  const ending = new AbortController();
  const writing = write(setup, ending.signal);
  await new Promise(setImmediate);
  ending.abort(new Error('enough'));
  await expect(writing).rejects.toThrow('enough');
  expect(setup.seen).toEqual([]);
});

const FAILS = 'process.exit(1);';

test('a renewal that fails is no reason to give up', async () => {
  await writeProcess(giving('OLD'));
  let refusals = 0;
  const setup = await start({
    onRefused: () => writeProcess(++refusals === 1 ? FAILS : giving('NEW')),
  });
  await write(setup);
  expect(setup.seen).toEqual(['OLD', 'OLD', 'NEW']);
});

test('a source that fails from the start is none', async () => {
  await writeProcess(FAILS);
  const setup = await start({});
  await expect(write(setup)).rejects.toMatchObject({ name: 'CredentialsProviderError' });
  expect(setup.seen).toEqual([]);
});
