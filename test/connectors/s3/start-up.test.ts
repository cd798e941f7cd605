/**
 * What is wrong with bucket, credentials or address is said before the first event is read.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { Interception } from '../../../src/local-s3/index.ts';
import { openSink, startSpoiledServer } from './test-server.ts';
import type { TestServer } from './test-server.ts';

let server: TestServer;
let spoil: ((operation: string) => Interception | undefined) | undefined;
beforeAll(async () => {
  server = await startSpoiledServer(({ operation }) => spoil?.(operation));
});
afterAll(() => server.close());
afterEach(() => {
  spoil = undefined;
  vi.unstubAllEnvs();
});

const servers: Server[] = [];
afterEach(() => {
  for (const other of servers.splice(0)) {
    other.closeAllConnections();
    other.close();
  }
});

/** Another server than S3; gives its address. */
async function serve(handle: RequestListener): Promise<string> {
  const other = createServer(handle);
  servers.push(other);
  await new Promise<void>((listening) => other.listen(0, '127.0.0.1', listening));
  const { port } = other.address() as AddressInfo;
  return `http://127.0.0.1:${port}`;
}

/** Opens a sink there and gives the error. */
async function errorOf(settings: object, override: object = {}): Promise<{ message: string; help: string }> {
  const at = { ...server, override: { ...server.override, ...override } };
  const opened = await openSink(at, { bucket: 'flowrun-none', ...settings }).then(
    async ({ sink }) => {
      await sink.close();
      return undefined;
    },
    (error: unknown) => error,
  );
  expect(opened).toMatchObject({ name: 'EnvironmentError' });
  // EnvironmentError, as was just checked.
  return opened as { message: string; help: string };
}

test('no such bucket', async () => {
  const { message, help } = await errorOf({});
  expect(message).toBe(`there is no bucket \`flowrun-none\` at ${server.override.endpoint}`);
  expect(help).toContain('aws s3 mb s3://flowrun-none');
});

test('an access key id that nobody knows', async () => {
  const { message } = await errorOf({ bucket: await server.freshBucket() }, { accessKeyId: 'WRONG' });
  expect(message).toBe(
    `${server.override.endpoint} does not know the access key id that the flow uses (InvalidAccessKeyId)`,
  );
});

test('a secret that does not belong to the key', async () => {
  const { message, help } = await errorOf(
    { bucket: await server.freshBucket() },
    { secretAccessKey: 'do not print me' },
  );
  expect(message).toBe('the secret access key does not belong to the access key id (SignatureDoesNotMatch)');
  expect(message + help).not.toContain('do not print me');
});

test('no permission', async () => {
  spoil = () => ({ kind: 'error', status: 403, code: 'AccessDenied' });
  const { message, help } = await errorOf({ bucket: 'flowrun-secret' });
  expect(message).toContain('these credentials may not use bucket `flowrun-secret`');
  expect(help).toContain('s3:ListBucket on arn:aws:s3:::flowrun-secret');
});

test('a clock that is off, and S3 does not say what time it is', async () => {
  spoil = () => ({ kind: 'error', status: 403, code: 'RequestTimeTooSkewed' });
  const { message } = await errorOf({});
  expect(message).toContain('the clock of this machine is more than 15 minutes off');
});

test('a clock that is off: requests are corrected, and it is said', async () => {
  const aheadMs = 3_600_000;
  // Like S3: requests must be dated within 15 minutes of its own time, which is in every answer.
  const skewed = await serve((request, response) => {
    const now = Date.now() + aheadMs;
    response.setHeader('date', new Date(now).toUTCString());
    const [, y, mo, d, h, mi, s] = /(....)(..)(..)T(..)(..)(..)Z/.exec(
      String(request.headers['x-amz-date']),
    )!;
    const isSkewed = Math.abs(Date.parse(`${y}-${mo}-${d}T${h}:${mi}:${s}Z`) - now) > 900_000;
    response.writeHead(isSkewed ? 403 : 200).end(isSkewed ? '' : '<ListBucketResult/>');
  });
  const at = { ...server, override: { ...server.override, endpoint: skewed } };
  const { sink, logged } = await openSink(at, { bucket: 'flowrun-any' });
  await sink.close();
  expect(logged.map(({ message }) => message)).toEqual([
    'the clock of this machine is 60 minutes off; requests to S3 are dated by the clock of S3',
  ]);
});

test('overload passes', async () => {
  const bucket = await server.freshBucket();
  let failures = 2;
  spoil = () => (failures-- > 0 ? { kind: 'error', status: 503, code: 'SlowDown' } : undefined);
  const { sink } = await openSink(server, { bucket });
  await sink.close();
});

describe('without a local server', () => {
  test('nobody listens there', async () => {
    const { message, help } = await errorOf({}, { endpoint: 'http://127.0.0.1:1' });
    expect(message).toBe('cannot reach http://127.0.0.1:1: nothing listens at that address (ECONNREFUSED)');
    expect(help).toContain('`endpoint`');
  });

  test.each([
    [301, 'PermanentRedirect'],
    [400, 'AuthorizationHeaderMalformed'],
  ])('another region (%i)', async (status, code) => {
    const elsewhere = await serve((request, response) => {
      response.writeHead(status, { 'x-amz-bucket-region': 'eu-west-3' });
      response.end(request.method === 'HEAD' ? '' : `<Error><Code>${code}</Code></Error>`);
    });
    const { message, help } = await errorOf({}, { endpoint: elsewhere });
    expect(message).toBe('bucket `flowrun-none` is in region `eu-west-3`, and the flow uses `us-east-1`');
    expect(help).toContain('"region": "eu-west-3"');
  });

  test('something that is not S3', async () => {
    const web = await serve((_, response) => response.writeHead(405).end('<html>no</html>'));
    const { message } = await errorOf({}, { endpoint: web });
    expect(message).toContain(`bucket \`flowrun-none\` at ${web} cannot be used`);
  });

  test('no credentials', async () => {
    for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_PROFILE'])
      vi.stubEnv(name, undefined);
    vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
    vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/nonexistent/credentials');
    vi.stubEnv('AWS_CONFIG_FILE', '/nonexistent/config');
    const { endpoint } = server.override;
    const context = { s3Override: undefined };
    const opening = openSink(server, { bucket: 'flowrun-any', endpoint }, { context });
    await expect(opening).rejects.toMatchObject({
      name: 'EnvironmentError',
      message: expect.stringContaining('no credentials for S3') as unknown,
    });
  });

  describe('an address from outside of the flow is shown', () => {
    const credentials = { access_key_id: 'a', secret_access_key: 'b' };
    const settings = { bucket: 'flowrun-any', region: 'us-east-1', path_style: true, credentials };
    const opening = () => openSink(server, settings, { context: { s3Override: undefined } });
    const unreachable = {
      name: 'EnvironmentError',
      message: 'cannot reach http://127.0.0.1:1: nothing listens at that address (ECONNREFUSED)',
    };

    test.each(['AWS_ENDPOINT_URL', 'AWS_ENDPOINT_URL_S3'])('%s', async (name) => {
      vi.stubEnv(name, 'http://127.0.0.1:1');
      await expect(opening()).rejects.toMatchObject(unreachable);
    });

    test('a profile', async () => {
      const file = join(await mkdtemp(join(tmpdir(), 'flowrun-profile-')), 'config');
      onTestFinished(() => rm(dirname(file), { recursive: true }));
      await writeFile(file, '[profile here]\nendpoint_url = http://127.0.0.1:1\n');
      vi.stubEnv('AWS_CONFIG_FILE', file);
      vi.stubEnv('AWS_PROFILE', 'here');
      await expect(opening()).rejects.toMatchObject(unreachable);
    });

    test('with a path', async () => {
      const web = await serve((_, response) => response.writeHead(405).end('<html>no</html>'));
      vi.stubEnv('AWS_ENDPOINT_URL', `${web}/s3`);
      await expect(opening()).rejects.toMatchObject({
        message: expect.stringContaining(`bucket \`flowrun-any\` at ${web}/s3 cannot be used`) as unknown,
      });
    });
  });

  test('no region', async () => {
    for (const name of ['AWS_REGION', 'AWS_DEFAULT_REGION', 'AWS_PROFILE']) vi.stubEnv(name, undefined);
    vi.stubEnv('AWS_CONFIG_FILE', '/nonexistent/config');
    const credentials = { access_key_id: 'a', secret_access_key: 'b' };
    const opening = openSink(
      server,
      { bucket: 'flowrun-any', credentials },
      { context: { s3Override: undefined } },
    );
    await expect(opening).rejects.toMatchObject({
      name: 'EnvironmentError',
      message: 'the region of the bucket is not known',
    });
  });
});

test('to suspend takes checkpoints', async () => {
  const config = { bucket: await server.freshBucket(), on_stop: 'suspend' };
  const opening = openSink(server, config, { context: { checkpoints: false } });
  await expect(opening).rejects.toMatchObject({
    message: '`on_stop = "suspend"` takes checkpoints, and this flow runs without',
    help: 'run it without --no-state, or set `on_stop` to "complete"',
  });
});
