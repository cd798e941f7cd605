import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  GetBucketLocationCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import type { ListBucketsCommandInput } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { isBucketName } from '../../src/local-s3/storage/bucket-name.ts';
import { BUCKET, clientOf, rawRequest, startServer, temporaryFolder } from './kit.ts';

test('buckets are made, seen, listed by name, and deleted', async () => {
  const server = await startServer();
  const s3 = clientOf(server);
  for (const Bucket of ['zebra', 'alpha']) await s3.send(new CreateBucketCommand({ Bucket }));
  const head = await s3.send(new HeadBucketCommand({ Bucket: 'zebra' }));
  expect(head.BucketRegion).toBe('us-east-1');
  const { Buckets, Owner } = await s3.send(new ListBucketsCommand({}));
  expect(Buckets?.map(({ Name }) => Name)).toEqual(['alpha', BUCKET, 'zebra']);
  expect(Buckets?.[0]?.CreationDate?.getTime()).toBeGreaterThan(Date.now() - 60_000);
  expect(Owner?.DisplayName).toBe('local');
  await s3.send(new DeleteBucketCommand({ Bucket: 'alpha' }));
  await expect(s3.send(new HeadBucketCommand({ Bucket: 'alpha' }))).rejects.toMatchObject({
    name: 'NotFound',
  });
  expect((await readdir(server.dir)).sort()).toEqual(['.local-s3', BUCKET, 'zebra']);
});

test('a bucket with something in it is not deleted', async () => {
  const server = await startServer();
  const s3 = clientOf(server);
  await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'deep/down', Body: 'x' }));
  await expect(s3.send(new DeleteBucketCommand({ Bucket: BUCKET }))).rejects.toMatchObject({
    name: 'BucketNotEmpty',
  });
  await s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: 'deep/down' }));
  await writeFile(join(server.dir, BUCKET, 'by-hand'), 'precious');
  await expect(s3.send(new DeleteBucketCommand({ Bucket: BUCKET }))).rejects.toMatchObject({
    name: 'BucketNotEmpty',
  });
});

test('a bucket that was deleted and made again is empty', async () => {
  const server = await startServer();
  const s3 = clientOf(server);
  await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'a', Body: 'x' }));
  await s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: 'a' }));
  await s3.send(new DeleteBucketCommand({ Bucket: BUCKET }));
  await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
  const list = await s3.send(new ListObjectsV2Command({ Bucket: BUCKET }));
  expect(list.KeyCount).toBe(0);
});

test('making a bucket twice is fine in the oldest region only', async () => {
  const east = clientOf(await startServer());
  await east.send(new CreateBucketCommand({ Bucket: BUCKET }));
  const west = clientOf(await startServer({ region: 'eu-west-1' }));
  await expect(west.send(new CreateBucketCommand({ Bucket: BUCKET }))).rejects.toMatchObject({
    name: 'BucketAlreadyOwnedByYou',
  });
});

test.each([
  ['us-east-1', ''],
  ['eu-west-1', 'eu-west-1'],
] as const)('the location of a bucket in %s is %j', async (region, location) => {
  const server = await startServer({ region });
  const s3 = clientOf(server);
  await s3.send(new CreateBucketCommand({ Bucket: 'here' }));
  const { body } = await rawRequest(server, { path: '/here?location' });
  expect(body).toMatch(new RegExp(`<LocationConstraint xmlns="[^"]+">${location}</LocationConstraint>$`));
  const { LocationConstraint } = await s3.send(new GetBucketLocationCommand({ Bucket: 'here' }));
  expect(LocationConstraint ?? '').toBe(location);
  await expect(s3.send(new GetBucketLocationCommand({ Bucket: 'missing' }))).rejects.toMatchObject({
    name: 'NoSuchBucket',
  });
});

test.each([
  ['us-east-1', 'us-east-1', 'InvalidLocationConstraint'],
  ['eu-west-1', undefined, 'IllegalLocationConstraintException'],
  ['eu-west-1', 'EU', undefined],
])('a bucket made in %s for %s', async (region, constraint, code) => {
  const server = await startServer({ region });
  const location = constraint && `<LocationConstraint>${constraint}</LocationConstraint>`;
  const body = location && `<CreateBucketConfiguration>${location}</CreateBucketConfiguration>`;
  const made = await rawRequest(server, {
    method: 'PUT',
    path: '/made',
    ...(body !== undefined && { body }),
  });
  expect(made.code).toBe(code);
});

test('buckets are listed in pages and by prefix', async () => {
  const s3 = clientOf(await startServer());
  for (const Bucket of ['b-3', 'b-1', 'b-2']) await s3.send(new CreateBucketCommand({ Bucket }));
  const names = async (input: ListBucketsCommandInput): Promise<(string | undefined)[]> => {
    const { Buckets, ContinuationToken } = await s3.send(new ListBucketsCommand(input));
    const page = (Buckets ?? []).map(({ Name }) => Name);
    if (ContinuationToken === undefined) return page;
    expect(page).toHaveLength(input.MaxBuckets!);
    return [...page, ...(await names({ ...input, ContinuationToken }))];
  };
  for (const MaxBuckets of [1, 2, 3, 4, 5, undefined]) {
    expect(await names({ MaxBuckets })).toEqual(['b-1', 'b-2', 'b-3', BUCKET]);
    expect(await names({ MaxBuckets, Prefix: 'b-' })).toEqual(['b-1', 'b-2', 'b-3']);
  }
  expect(await names({ BucketRegion: 'eu-west-1' })).toEqual([]);
  const page = await s3.send(new ListBucketsCommand({ Prefix: 'b-1' }));
  expect(page).toMatchObject({ Prefix: 'b-1', Buckets: [{ BucketRegion: 'us-east-1' }] });
  await expect(s3.send(new ListBucketsCommand({ MaxBuckets: 10_001 }))).rejects.toMatchObject({
    name: 'InvalidArgument',
  });
  await expect(s3.send(new ListBucketsCommand({ ContinuationToken: 'x' }))).rejects.toMatchObject({
    name: 'InvalidArgument',
  });
});

test('a bucket belongs to the region of the server', async () => {
  const s3 = clientOf(await startServer());
  const location = (LocationConstraint: 'eu-west-1'): CreateBucketCommand =>
    new CreateBucketCommand({ Bucket: 'elsewhere', CreateBucketConfiguration: { LocationConstraint } });
  await expect(s3.send(location('eu-west-1'))).rejects.toMatchObject({
    name: 'IllegalLocationConstraintException',
  });
});

test('an operation on a bucket that is not there', async () => {
  const s3 = clientOf(await startServer());
  const missing = { Bucket: 'missing', Key: 'a' };
  await expect(s3.send(new PutObjectCommand({ ...missing, Body: 'x' }))).rejects.toMatchObject({
    name: 'NoSuchBucket',
    BucketName: 'missing',
  });
  await expect(s3.send(new ListObjectsV2Command({ Bucket: 'missing' }))).rejects.toMatchObject({
    name: 'NoSuchBucket',
  });
});

test.each([
  'ab',
  'Upper',
  'under_score',
  '-dash',
  'a..b',
  '192.168.0.1',
  'x'.repeat(64),
  'xn--a',
  'a-s3alias',
])('%s is no name for a bucket', async (name) => {
  expect(isBucketName(name)).toBe(false);
  const server = await startServer();
  const { status, code } = await rawRequest(server, { method: 'PUT', path: `/${name}` });
  expect([status, code]).toEqual([400, 'InvalidBucketName']);
  await expect(server.createBucket(name)).rejects.toMatchObject({ code: 'InvalidBucketName' });
});

test.each(['abc', 'a.b-c.d1', '1-2', 'x'.repeat(63)])('%s is a name for a bucket', (name) => {
  expect(isBucketName(name)).toBe(true);
});

test('folders that are there before are buckets, whatever else is there is not', async () => {
  const dir = await temporaryFolder();
  await mkdir(join(dir, 'my-data/2026'), { recursive: true });
  await mkdir(join(dir, 'Not A Bucket'));
  await writeFile(join(dir, 'my-data/2026/a.json'), '{}');
  await writeFile(join(dir, 'file'), '');
  const s3 = clientOf(await startServer({ dir }));
  const { Buckets } = await s3.send(new ListBucketsCommand({}));
  expect(Buckets?.map(({ Name }) => Name)).toEqual(['my-data', BUCKET]);
  const list = await s3.send(new ListObjectsV2Command({ Bucket: 'my-data' }));
  expect(list.Contents?.map(({ Key }) => Key)).toEqual(['2026/a.json']);
});
