import {
  CreateMultipartUploadCommand,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { examineS3 } from '../../../../src/connectors/s3/doctor/examine.ts';
import { shortened } from '../../../../src/connectors/s3/doctor/credentials.ts';
import { problemOf } from '../../../../src/connectors/s3/client/s3-problem.ts';
import { s3Settings } from '../../../../src/connectors/s3/settings.ts';
import type { InterceptedRequest, Interception } from '../../../../src/local-s3/index.ts';
import type { ExaminationCheck, Examination, ExamineContext } from '../../../../src/runtime/api.ts';
import { listKeys, openUploads, startSpoiledServer, startTestServer } from '../test-server.ts';
import type { TestServer } from '../test-server.ts';

let server: TestServer;
let spoil: ((request: InterceptedRequest) => Interception | undefined) | undefined;
let seen: string[] = [];
beforeAll(async () => {
  server = await startSpoiledServer((request) => {
    seen.push(request.operation);
    return spoil?.(request);
  });
});
afterAll(() => server.close());
afterEach(() => {
  spoil = undefined;
  vi.unstubAllEnvs();
});

const DENIED: Interception = { kind: 'error', status: 403, code: 'AccessDenied' };

function deny(operation: string): void {
  spoil = (request) => (request.operation === operation ? DENIED : undefined);
}

async function examine(settings: object, context: Partial<ExamineContext> = {}): Promise<Examination> {
  seen = [];
  const { signal } = new AbortController();
  return examineS3(s3Settings.parse(settings), {
    env: process.env,
    signal,
    s3Override: server.override,
    mayWrite: true,
    probePrefix: '.flowrun-doctor/',
    ...context,
  });
}

function named({ checks }: Examination, name: string): ExaminationCheck | undefined {
  return checks.find((check) => check.name === name);
}

function failures({ checks }: Examination): string[] {
  return checks.filter(({ outcome }) => outcome === 'fails').map(({ name }) => name);
}

async function expectNothingLeft(at: TestServer, bucket: string): Promise<void> {
  expect(await listKeys(at, bucket)).toEqual([]);
  expect(await openUploads(at, bucket)).toEqual([]);
}

test('a bucket where everything works, on any server: every check is made, and nothing is left', async () => {
  const real = await startTestServer();
  onTestFinished(() => real.close());
  const bucket = await real.freshBucket();
  const examination = await examine({ bucket, tags: { a: 'b' } }, { s3Override: real.override });
  expect(
    examination.checks.filter(({ isNeeded }) => isNeeded).map((check) => [check.name, check.outcome]),
  ).toEqual([
    ['reach the bucket', 'works'],
    ['multipart upload: create, part, abort', 'works'],
    ['put an object', 'works'],
    ['look at an object', 'works'],
  ]);
  expect(examination.checks.map(({ outcome }) => outcome)).not.toContain('skipped');
  expect(examination.notes).toEqual([]);
  await expectNothingLeft(real, bucket);
});

test('in a bucket that keeps versions neither a version nor a delete marker is left', async (context) => {
  const real = await startTestServer();
  onTestFinished(() => real.close());
  const bucket = await real.freshBucket();
  for (const Status of ['Enabled', 'Suspended'] as const) {
    const command = new PutBucketVersioningCommand({ Bucket: bucket, VersioningConfiguration: { Status } });
    const problem = await real.client.send(command).then(() => undefined, problemOf);
    context.skip(problem?.status === 501, 'this server has no versions');
    await examine({ bucket }, { s3Override: real.override });
    const { Versions, DeleteMarkers } = await real.client.send(
      new ListObjectVersionsCommand({ Bucket: bucket }),
    );
    expect([Versions ?? [], DeleteMarkers ?? []]).toEqual([[], []]);
  }
});

test('the local S3 can do all that AWS can', async () => {
  const examination = await examine({ bucket: await server.freshBucket(), if_exists: 'fail' });
  expect(failures(examination)).toEqual([]);
  expect(named(examination, 'checksums are kept')?.detail).toBe('CRC32');
  expect(named(examination, 'damaged bodies are refused')?.detail).toBe('by BadDigest');
  expect(named(examination, 'complete an upload unless the object exists')).toMatchObject({
    isNeeded: true,
    detail: 'an object that is there is not replaced',
  });
});

test('what is appended to is read and copied', async () => {
  const bucket = await server.freshBucket();
  const examination = await examine({ bucket, if_exists: 'append' });
  expect(failures(examination)).toEqual([]);
  for (const name of ['read an object', 'copy an object into a part']) {
    expect(named(examination, name)).toMatchObject({ outcome: 'works', isNeeded: true });
  }
  expect(named(await examine({ bucket }), 'copy an object into a part')).toBeUndefined();
  await expectNothingLeft(server, bucket);
});

test('who may not copy is told what to allow', async () => {
  const bucket = await server.freshBucket();
  deny('UploadPartCopy');
  const examination = await examine({ bucket, if_exists: 'append' });
  expect(named(examination, 'copy an object into a part')).toMatchObject({
    outcome: 'fails',
    isNeeded: true,
    help: `allow s3:GetObject on arn:aws:s3:::${bucket}/*, and s3:PutObject`,
  });
  await expectNothingLeft(server, bucket);
});

test('without leave to write there are only requests that read', async () => {
  const examination = await examine({ bucket: await server.freshBucket() }, { mayWrite: false });
  // Which of these it takes is the server's matter: a Ceph is asked for versions, too.
  expect(seen).toEqual(expect.arrayContaining(['HeadBucket', 'ListObjectsV2', 'ListMultipartUploads']));
  expect(seen.filter((name) => !/^(Get|Head|List)/.test(name))).toEqual([]);
  expect(named(examination, 'put an object')).toEqual({
    subject: expect.stringContaining('bucket') as unknown,
    name: 'put an object',
    outcome: 'skipped',
    isNeeded: true,
    detail: 'nothing is written (`--no-write`)',
  });
});

test('keys begin with the prefix that was given', async () => {
  const keys = new Set<string>();
  spoil = ({ key }) => {
    if (key !== undefined) keys.add(key.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/, 'ID'));
    return undefined;
  };
  await examine({ bucket: await server.freshBucket() }, { probePrefix: 'logs/probe-' });
  expect([...keys]).toEqual(['logs/probe-ID', 'logs/probe-ID-none']);
});

describe('what is not allowed', () => {
  test('putting an object', async () => {
    const bucket = await server.freshBucket();
    deny('PutObject');
    const examination = await examine({ bucket, acl: 'private' });
    expect(named(examination, 'put an object')).toMatchObject({
      outcome: 'fails',
      isNeeded: true,
      detail: expect.stringContaining('access denied') as unknown,
      help: `allow s3:PutObject on arn:aws:s3:::${bucket}/*, s3:PutObjectAcl for \`acl\``,
    });
    expect(failures(examination)).toEqual(['put an object']);
    await expectNothingLeft(server, bucket);
  });

  test('deleting: then no object is put that would stay', async () => {
    const bucket = await server.freshBucket();
    deny('DeleteObject');
    const examination = await examine({ bucket });
    expect(seen).not.toContain('PutObject');
    expect(named(examination, 'put an object')).toMatchObject({
      outcome: 'skipped',
      detail: 'these credentials could not remove the probe again',
    });
    expect(named(examination, 'delete an object')).toMatchObject({ outcome: 'fails', isNeeded: false });
    await expectNothingLeft(server, bucket);
  });

  test('aborting: then no upload is begun that would stay', async () => {
    const bucket = await server.freshBucket();
    deny('AbortMultipartUpload');
    const examination = await examine({ bucket });
    expect(named(examination, 'multipart upload: create, part, abort')).toMatchObject({
      outcome: 'fails',
      help: expect.stringContaining('s3:AbortMultipartUpload') as unknown,
    });
    expect(seen).not.toContain('UploadPart');
    await expectNothingLeft(server, bucket);
  });

  test('listing uploads: the flow can do without', async () => {
    deny('ListMultipartUploads');
    const examination = await examine({ bucket: await server.freshBucket() });
    expect(failures(examination)).toEqual(['list open uploads']);
    expect(named(examination, 'list open uploads')?.isNeeded).toBe(false);
  });

  test('anything: the reason is said once, and nothing else is tried', async () => {
    spoil = () => DENIED;
    const examination = await examine({ bucket: 'flowrun-secret' });
    expect(failures(examination)).toEqual(['reach the bucket']);
    expect(named(examination, 'reach the bucket')?.detail).toContain('may not use bucket `flowrun-secret`');
  });
});

describe('aborting the upload of the probe', () => {
  const isReal = ({ operation, query }: InterceptedRequest): boolean =>
    operation === 'AbortMultipartUpload' && query.get('uploadId') !== 'flowrun-doctor-none';

  test('is tried again', async () => {
    const bucket = await server.freshBucket();
    let failures503 = 2;
    spoil = (request) =>
      isReal(request) && failures503-- > 0 ? { kind: 'error', status: 503, code: 'SlowDown' } : undefined;
    const examination = await examine({ bucket });
    expect(failures(examination)).toEqual([]);
    expect(examination.notes).toEqual([]);
    await expectNothingLeft(server, bucket);
  });

  test('fails for good: it is said, the rest is examined, and what is left is named', async () => {
    const bucket = await server.freshBucket();
    spoil = (request) => (isReal(request) ? DENIED : undefined);
    const examination = await examine({ bucket });
    expect(named(examination, 'multipart upload: create, part, abort')).toMatchObject({
      outcome: 'fails',
      detail: expect.stringContaining('access denied') as unknown,
      help: expect.stringContaining('s3:AbortMultipartUpload') as unknown,
    });
    expect(named(examination, 'put an object')?.outcome).toBe('works');
    expect(examination.notes).toEqual([
      expect.stringMatching(/^left behind, please remove it: the multipart upload of `\.flowrun-doctor/),
    ]);
  });
});

test('a server that refuses conditions, although the flow relies on them', async () => {
  const bucket = await server.freshBucket();
  spoil = ({ headers }) =>
    headers['if-none-match'] === undefined
      ? undefined
      : { kind: 'error', status: 501, code: 'NotImplemented' };
  const trusting = await examine({ bucket, if_exists: 'fail' });
  expect(named(trusting, 'put an object unless it exists')).toMatchObject({
    outcome: 'fails',
    isNeeded: true,
    help: expect.stringContaining('`compatibility`') as unknown,
  });
  const careful = await examine({ bucket, if_exists: 'fail', compatibility: 'ceph' });
  expect(named(careful, 'put an object unless it exists')).toMatchObject({
    outcome: 'fails',
    isNeeded: false,
    detail: expect.stringContaining('flowrun looks for each object first') as unknown,
  });
  await expectNothingLeft(server, bucket);
});

test('no such bucket', async () => {
  const examination = await examine({ bucket: 'flowrun-none' });
  expect(named(examination, 'reach the bucket')).toMatchObject({
    outcome: 'fails',
    isNeeded: true,
    detail: `there is no bucket \`flowrun-none\` at ${server.override.endpoint}`,
    help: expect.stringContaining('aws s3 mb') as unknown,
  });
});

test('a wrong secret is told, and not shown', async () => {
  const bucket = await server.freshBucket();
  const s3Override = { ...server.override, secretAccessKey: 'do not print me' };
  const examination = await examine({ bucket }, { s3Override });
  expect(named(examination, 'reach the bucket')?.detail).toContain('SignatureDoesNotMatch');
  expect(JSON.stringify(examination)).not.toContain('do not print me');
});

test('uploads that others have left open are told with age and size', async () => {
  const bucket = await server.freshBucket();
  const address = { Bucket: bucket, Key: 'left/behind' };
  const { UploadId } = await server.client.send(new CreateMultipartUploadCommand(address));
  await server.client.send(new UploadPartCommand({ ...address, UploadId, PartNumber: 1, Body: 'five!' }));
  const { leftovers } = await examine({ bucket });
  expect(leftovers).toEqual({
    total: 1,
    oldest: [
      { place: `s3://${bucket}/left/behind`, id: UploadId, ageMs: expect.any(Number) as unknown, bytes: 5 },
    ],
  });
});

describe('interrupted', () => {
  test.each(['HeadBucket', 'CreateMultipartUpload', 'UploadPart', 'DeleteObject', 'PutObject', 'GetObject'])(
    'at %s: it ends with the reason, and nothing is left',
    async (operation) => {
      const bucket = await server.freshBucket();
      const stopping = new AbortController();
      const reason = new Error('stopped by the test');
      spoil = (request) => {
        if (request.operation === operation) stopping.abort(reason);
        return undefined;
      };
      await expect(examine({ bucket }, { signal: stopping.signal })).rejects.toBe(reason);
      spoil = undefined;
      await expectNothingLeft(server, bucket);
    },
  );

  test('and what cannot be removed is named', async () => {
    const bucket = await server.freshBucket();
    const stopping = new AbortController();
    let deletes = 0;
    spoil = ({ operation }) => {
      if (operation === 'PutObject') stopping.abort(new Error('stopped by the test'));
      return operation === 'DeleteObject' && deletes++ > 0 ? DENIED : undefined;
    };
    await expect(examine({ bucket }, { signal: stopping.signal })).rejects.toThrow(
      /^interrupted, and left behind: object `\.flowrun-doctor\/.*access denied/,
    );
  });
});

describe('where everything comes from', () => {
  const at = (endpoint: string) => ({ endpoint, bucket: 'flowrun-none', compatibility: 'aws' });
  const KEYS = { AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY: 'do not print me' };
  const nobody = 'http://127.0.0.1:1';

  function stub(env: Readonly<Record<string, string | undefined>>): void {
    const none = [
      'AWS_ACCESS_KEY_ID',
      'AWS_SECRET_ACCESS_KEY',
      'AWS_PROFILE',
      'AWS_REGION',
      'AWS_DEFAULT_REGION',
    ];
    for (const name of none) vi.stubEnv(name, undefined);
    vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
    vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/nonexistent/credentials');
    vi.stubEnv('AWS_CONFIG_FILE', '/nonexistent/config');
    for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  }

  const factsOf = async (settings: object): Promise<Record<string, string>> => {
    const { facts } = await examine(settings, { s3Override: undefined, env: process.env });
    return Object.fromEntries(facts.map(({ name, value }) => [name, value]));
  };

  test('the environment, and the endpoint of the flow', async () => {
    stub({ ...KEYS, AWS_REGION: 'eu-west-3' });
    expect(await factsOf(at(nobody))).toEqual({
      credentials: '`AKIA…MPLE`, from the environment variables AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY',
      region: 'eu-west-3, from the environment variable AWS_REGION',
      endpoint: `${nobody}, from \`endpoint\` in the flow`,
      server: 'AWS S3, recognised by the setting `compatibility`',
      compatibility: 'aws: parts that grow, CRC32 of every body, conditional writes are trusted',
    });
  });

  test('variables that the flow names, and a region of its own', async () => {
    stub({ MY_KEY: KEYS.AWS_ACCESS_KEY_ID, MY_SECRET: 'do not print me' });
    const names = { aws_access_key_id: 'MY_KEY', aws_secret_access_key: 'MY_SECRET', region: 'us-west-1' };
    expect(await factsOf({ ...at(nobody), ...names })).toMatchObject({
      credentials: '`AKIA…MPLE`, from the environment variables MY_KEY and MY_SECRET, which the flow names',
      region: 'us-west-1, from `region` in the flow',
    });
  });

  test('a profile with everything in it', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'flowrun-doctor-'));
    onTestFinished(() => rm(dir, { recursive: true }));
    const file = join(dir, 'config');
    const lines = ['region = sa-east-1', `endpoint_url = ${nobody}`, 'aws_session_token = do not print me'];
    const keys = [`aws_access_key_id = ${KEYS.AWS_ACCESS_KEY_ID}`, 'aws_secret_access_key = do not print me'];
    await writeFile(file, ['[profile here]', ...lines, ...keys, ''].join('\n'));
    stub({ AWS_CONFIG_FILE: file, AWS_PROFILE: 'here' });
    const { facts } = await examine({ bucket: 'flowrun-none' }, { s3Override: undefined });
    expect(JSON.stringify(facts)).not.toContain('do not print me');
    expect(Object.fromEntries(facts.map(({ name, value }) => [name, value]))).toMatchObject({
      credentials:
        '`AKIA…MPLE`, from the shared AWS configuration files, profile `here` (AWS_PROFILE), temporary',
      region: 'sa-east-1, from profile `here` (AWS_PROFILE)',
      endpoint: `${nobody}, from the AWS configuration files, buckets in the host name`,
      server: 'not recognised (nothing): `compatibility` in the config can name it',
    });
  });

  test('no credentials at all', async () => {
    stub({});
    const examination = await examine(at(nobody), { s3Override: undefined });
    expect(examination.facts[0]).toEqual({ name: 'credentials', value: 'none' });
    expect(examination.checks).toEqual([
      expect.objectContaining({ name: 'find credentials', outcome: 'fails', isNeeded: true }),
    ]);
    expect(examination.policy).toHaveLength(2);
  });

  test('a variable that the flow names and nobody has set', async () => {
    stub({});
    const names = { aws_access_key_id: 'MY_KEY', aws_secret_access_key: 'MY_SECRET' };
    const { checks } = await examine({ ...at(nobody), ...names }, { s3Override: undefined, env: {} });
    expect(checks).toEqual([
      expect.objectContaining({
        name: 'read the settings',
        detail: expect.stringContaining('`MY_KEY` is not set') as unknown,
      }),
    ]);
  });

  test.each([
    ['AKIAIOSFODNN7EXAMPLE', 'AKIA…MPLE'],
    ['flowrun', 'fl…'],
    ['', '…'],
  ])('the access key id %s is shown as %s', (id, text) => {
    expect(shortened(id)).toBe(text);
  });
});

test('buckets that only the events know: nothing is tried, and it is said', async () => {
  const examination = await examine({});
  expect(examination.checks).toEqual([]);
  expect(examination.notes[0]).toContain('the config names no bucket, so none was tried');
});
