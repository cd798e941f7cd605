import {
  DeleteObjectCommand,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { examineChanges } from '../../../../src/connectors/s3/changes/doctor/examine-changes.ts';
import { changesSettings } from '../../../../src/connectors/s3/changes/settings.ts';
import type { InterceptedRequest, Interception } from '../../../../src/local-s3/index.ts';
import type { Examination, ExamineContext } from '../../../../src/runtime/api.ts';
import { listKeys, startSpoiledServer, startTestServer } from '../test-server.ts';
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
});

const MOVES = { emit: 'content', after: 'move', move_to: 'done/' };

async function examine(settings: object, context: Partial<ExamineContext> = {}): Promise<Examination> {
  seen = [];
  return examineChanges(changesSettings.parse(settings), {
    env: process.env,
    signal: new AbortController().signal,
    s3Override: server.override,
    mayWrite: true,
    probePrefix: '.flowrun-doctor/',
    ...context,
  });
}

const put = (at: TestServer, bucket: string, key: string): Promise<unknown> =>
  at.client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: 'x' }));

const outcomes = ({ checks }: Examination): (readonly [string, string])[] =>
  checks.map(({ name, outcome }) => [name, outcome]);

const needed = ({ checks }: Examination): string[] =>
  checks.filter(({ isNeeded }) => isNeeded).map(({ name }) => name);

const actionsIn = ({ policy }: Examination): unknown =>
  policy.map(({ Action, Resource }) => [Action, Resource]);

function deny(operation: string): void {
  spoil = (request) =>
    request.operation === operation ? { kind: 'error', status: 403, code: 'AccessDenied' } : undefined;
}

describe('what works, on any server, and nothing is left', () => {
  test.for([
    [{}, ['reach the bucket', 'list objects']],
    [{ head: true }, ['reach the bucket', 'list objects', 'read an object']],
    [{ versions: 'all' }, ['reach the bucket', 'list the versions of objects']],
    [{ emit: 'content' }, ['reach the bucket', 'list objects', 'read an object']],
    [
      { emit: 'content', after: 'delete' },
      ['reach the bucket', 'list objects', 'read an object', 'delete an object'],
    ],
    [
      { after: 'tag' },
      ['reach the bucket', 'list objects', 'read an object', 'read the tags of an object', 'tag an object'],
    ],
    [
      MOVES,
      [
        'reach the bucket',
        'list objects',
        'read an object',
        'put an object where it is moved to',
        'delete an object',
      ],
    ],
  ] as const)('%j', async ([settings, names]) => {
    const real = await startTestServer();
    onTestFinished(() => real.close());
    const bucket = await real.freshBucket();
    await put(real, bucket, 'in/1');
    const given = { bucket, prefix: 'in/', ...settings };
    const examination = await examine(given, { s3Override: real.override });
    expect(needed(examination)).toEqual(names);
    expect(outcomes(examination).filter(([, outcome]) => outcome !== 'works')).toEqual([]);
    expect(await listKeys(real, bucket)).toEqual(['in/1']);
  });
});

test('an empty bucket is listed; what cannot be tried is said', async () => {
  const bucket = await server.freshBucket();
  const { checks } = await examine({ bucket, prefix: 'in/', after: 'tag' });
  expect(checks).toMatchObject([
    { name: 'reach the bucket', outcome: 'works' },
    { name: 'list objects', outcome: 'works', detail: 'nothing begins with `in/` yet' },
    { name: 'read an object', outcome: 'skipped', detail: 'there is no object yet' },
    { name: 'read the tags of an object', outcome: 'skipped' },
    { name: 'ask for versioning', outcome: 'works' },
    { name: 'tag an object', outcome: 'works' },
  ]);
});

test('a bucket that is not there: nothing else is asked of it', async () => {
  const examination = await examine({ bucket: 'nowhere-at-all', prefix: 'in/', ...MOVES });
  expect(outcomes(examination)).toEqual([
    ['reach the bucket', 'fails'],
    ['read an object', 'skipped'],
    ['put an object where it is moved to', 'skipped'],
    ['delete an object', 'skipped'],
  ]);
  expect(seen.filter((operation) => operation.startsWith('Put') || operation.startsWith('Delete'))).toEqual(
    [],
  );
});

test('--no-write: nothing is written', async () => {
  const bucket = await server.freshBucket();
  await put(server, bucket, 'in/1');
  const examination = await examine({ bucket, prefix: 'in/', ...MOVES }, { mayWrite: false });
  expect(seen.filter((operation) => /^(Put|Delete|Copy|Create)/.test(operation))).toEqual([]);
  expect(examination.checks.at(-1)).toMatchObject({ outcome: 'skipped', isNeeded: true });
});

describe('what is forbidden is said, with what to allow', () => {
  test.for([
    ['ListObjectsV2', {}, 'list objects', 's3:ListBucket on arn:aws:s3:::BUCKET'],
    [
      'ListObjectVersions',
      { versions: 'all' },
      'list the versions of objects',
      's3:ListBucketVersions on arn:aws:s3:::BUCKET',
    ],
    ['GetObject', { emit: 'content' }, 'read an object', 's3:GetObject on arn:aws:s3:::BUCKET/in/*'],
    [
      'GetObjectTagging',
      { after: 'tag' },
      'read the tags of an object',
      's3:GetObjectTagging on arn:aws:s3:::BUCKET/in/*',
    ],
    [
      'PutObjectTagging',
      { after: 'tag' },
      'tag an object',
      's3:PutObjectTagging on arn:aws:s3:::BUCKET/in/*',
    ],
    [
      'DeleteObject',
      { emit: 'content', after: 'delete' },
      'delete an object',
      's3:DeleteObject on arn:aws:s3:::BUCKET/in/*',
    ],
    ['PutObject', MOVES, 'put an object where it is moved to', 's3:PutObject on arn:aws:s3:::BUCKET/done/*'],
  ] as const)('%s', async ([operation, settings, name, allow]) => {
    const bucket = await server.freshBucket();
    await put(server, bucket, 'in/1');
    deny(operation);
    const examination = await examine({ bucket, prefix: 'in/', ...settings });
    const failed = examination.checks.filter(({ outcome }) => outcome === 'fails');
    expect(failed).toMatchObject([
      { name, isNeeded: true, help: `allow ${allow.replace(':::BUCKET', `:::${bucket}`)}` },
    ]);
  });
});

test('in a bucket that keeps versions no delete marker is left', async () => {
  const bucket = await server.freshBucket();
  const VersioningConfiguration = { Status: 'Enabled' } as const;
  await server.client.send(new PutBucketVersioningCommand({ Bucket: bucket, VersioningConfiguration }));
  await put(server, bucket, 'in/1');
  const examination = await examine({ bucket, prefix: 'in/', ...MOVES });
  expect(examination.checks.at(-1)).toMatchObject({ name: 'delete an object', outcome: 'skipped' });
  const { Versions = [], DeleteMarkers = [] } = await server.client.send(
    new ListObjectVersionsCommand({ Bucket: bucket }),
  );
  expect([Versions.map(({ Key }) => Key), DeleteMarkers]).toEqual([['in/1'], []]);
  const [{ VersionId }] = Versions as [{ VersionId: string }];
  await server.client.send(new DeleteObjectCommand({ Bucket: bucket, Key: 'in/1', VersionId }));
});

test('a note where there are no versions to tell of', async () => {
  const bucket = await server.freshBucket();
  const { notes } = await examine({ bucket, versions: 'all' });
  expect(notes).toMatchObject([expect.stringContaining('keeps no versions')]);
});

describe('the policy has what the settings take, and nothing else', () => {
  const bucket = 'inbox';
  const [B, IN] = ['arn:aws:s3:::inbox', 'arn:aws:s3:::inbox/in/*'];
  test.for([
    [{}, [[['s3:ListBucket'], [B]]]],
    [
      { emit: 'content' },
      [
        [['s3:ListBucket'], [B]],
        [['s3:GetObject'], [IN]],
      ],
    ],
    [
      { emit: 'content', versions: 'all' },
      [
        [['s3:ListBucket', 's3:ListBucketVersions'], [B]],
        [['s3:GetObject', 's3:GetObjectVersion'], [IN]],
      ],
    ],
    [
      { after: 'tag', versions: 'all' },
      [
        [['s3:ListBucket', 's3:ListBucketVersions'], [B]],
        [
          [
            's3:GetObject',
            's3:GetObjectVersion',
            's3:GetObjectTagging',
            's3:GetObjectVersionTagging',
            's3:PutObjectTagging',
            's3:PutObjectVersionTagging',
          ],
          [IN],
        ],
      ],
    ],
    [
      { ...MOVES, move_to: 's3://archive/orders/{date}/{name}' },
      [
        [['s3:ListBucket'], [B]],
        [['s3:GetObject', 's3:GetObjectTagging', 's3:DeleteObject'], [IN]],
        [
          ['s3:PutObject', 's3:PutObjectTagging', 's3:AbortMultipartUpload'],
          ['arn:aws:s3:::archive/orders/*'],
        ],
      ],
    ],
  ] as const)('%j', async ([settings, statements]) => {
    const { signal } = new AbortController();
    const env = { mayWrite: false, signal } as const;
    const examination = await examine({ bucket, prefix: 'in/', ...settings }, env);
    expect(actionsIn(examination)).toEqual(statements);
  });

  test('a star in the prefix is a star', async () => {
    const examination = await examine({ bucket, prefix: 'a*b/', emit: 'content' }, { mayWrite: false });
    expect(actionsIn(examination)).toContainEqual([['s3:GetObject'], ['arn:aws:s3:::inbox/a${*}b/*']]);
  });
});
