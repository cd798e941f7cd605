import {
  CreateBucketCommand,
  DeleteBucketCommand,
  GetBucketLocationCommand,
  GetBucketVersioningCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { expect } from 'vitest';
import { newBucket } from '../../kit/s3-target.ts';
import { check } from '../check.ts';
import { expectRefusal, refused } from '../expectations.ts';
import { setVersioning } from '../ground.ts';

export const bucketChecks = [
  check('bucket/create', 'CreateBucket makes a bucket that HeadBucket finds', async (ground) => {
    const Bucket = await ground.freshBucket();
    const head = await ground.client.send(new HeadBucketCommand({ Bucket }));
    expect(head.$metadata.httpStatusCode).toBe(200);
  }),

  check('bucket/create/location', 'CreateBucket answers with `Location: /name`', async (ground) => {
    const name = ground.bucketName();
    const { Location } = await ground.client.send(new CreateBucketCommand(newBucket(ground.address, name)));
    expect(Location).toContain(name);
  }),

  ...['UPPER-case', 'under_score', 'ab', 'a..b', '-dash'].map((name) =>
    check(
      `bucket/create/name/${name}`,
      `\`${name}\` is no bucket name: InvalidBucketName`,
      async (ground) => {
        expectRefusal(await ground.raw({ method: 'PUT', path: `/${name}` }), 400, 'InvalidBucketName');
      },
    ),
  ),

  check('bucket/head/missing', 'HeadBucket of no bucket is 404', async (ground) => {
    await refused(ground.client.send(new HeadBucketCommand({ Bucket: ground.bucketName() })), 404);
  }),

  check('bucket/head/region', 'HeadBucket tells the region in x-amz-bucket-region', async (ground) => {
    const { headers } = await ground.raw({ method: 'HEAD', path: `/${ground.bucket}` });
    expect(headers['x-amz-bucket-region']).toBe(ground.address.region);
  }),

  check('bucket/list', 'ListBuckets names every bucket of mine and when it was created', async (ground) => {
    const { Buckets = [], Owner } = await ground.client.send(new ListBucketsCommand({}));
    const mine = Buckets.find(({ Name }) => Name === ground.bucket);
    expect(mine?.CreationDate).toBeInstanceOf(Date);
    expect(Owner?.ID).toBeTypeOf('string');
  }),

  check('bucket/delete', 'DeleteBucket answers 204, and the bucket is gone', async (ground) => {
    const Bucket = await ground.freshBucket();
    const deleted = await ground.client.send(new DeleteBucketCommand({ Bucket }));
    expect(deleted.$metadata.httpStatusCode).toBe(204);
    await refused(ground.client.send(new HeadBucketCommand({ Bucket })), 404);
  }),

  check('bucket/delete/missing', 'DeleteBucket of no bucket is NoSuchBucket', async (ground) => {
    const Bucket = ground.bucketName();
    await refused(ground.client.send(new DeleteBucketCommand({ Bucket })), 404, 'NoSuchBucket');
  }),

  check(
    'bucket/delete/not-empty',
    'DeleteBucket of a bucket with objects is BucketNotEmpty',
    async (ground) => {
      const Bucket = await ground.freshBucket();
      await ground.client.send(new PutObjectCommand({ Bucket, Key: 'a' }));
      await refused(ground.client.send(new DeleteBucketCommand({ Bucket })), 409, 'BucketNotEmpty');
    },
  ),

  check('bucket/missing/put', 'PutObject into no bucket is NoSuchBucket', async (ground) => {
    const put = new PutObjectCommand({ Bucket: ground.bucketName(), Key: 'a' });
    await refused(ground.client.send(put), 404, 'NoSuchBucket');
  }),

  check('bucket/missing/list', 'ListObjectsV2 of no bucket is NoSuchBucket', async (ground) => {
    const list = new ListObjectsV2Command({ Bucket: ground.bucketName() });
    await refused(ground.client.send(list), 404, 'NoSuchBucket');
  }),

  check(
    'bucket/location',
    'GetBucketLocation gives the region, and nothing for us-east-1',
    async (ground) => {
      const Bucket = ground.bucket;
      const { LocationConstraint } = await ground.client.send(new GetBucketLocationCommand({ Bucket }));
      const { region } = ground.address;
      expect(LocationConstraint ?? '').toBe(region === 'us-east-1' ? '' : region);
    },
  ),

  check('bucket/location/missing', 'GetBucketLocation of no bucket is NoSuchBucket', async (ground) => {
    const location = new GetBucketLocationCommand({ Bucket: ground.bucketName() });
    await refused(ground.client.send(location), 404, 'NoSuchBucket');
  }),

  check('bucket/versioning/unset', 'A new bucket has no versioning status', async (ground) => {
    const Bucket = await ground.freshBucket();
    const { Status } = await ground.client.send(new GetBucketVersioningCommand({ Bucket }));
    expect(Status).toBeUndefined();
  }),

  ...(['Enabled', 'Suspended'] as const).map((status) =>
    check(`bucket/versioning/${status}`, `The versioning status ${status} is told back`, async (ground) => {
      const Bucket = await ground.freshBucket('Enabled');
      await setVersioning(ground.client, Bucket, status);
      const { Status } = await ground.client.send(new GetBucketVersioningCommand({ Bucket }));
      expect(Status).toBe(status);
    }),
  ),

  check('bucket/versioning/missing', 'PutBucketVersioning of no bucket is NoSuchBucket', async (ground) => {
    const put = new PutBucketVersioningCommand({
      Bucket: ground.bucketName(),
      VersioningConfiguration: { Status: 'Enabled' },
    });
    await refused(ground.client.send(put), 404, 'NoSuchBucket');
  }),

  check(
    'bucket/versioning/malformed',
    'A versioning document that is no XML is MalformedXML',
    async (ground) => {
      const path = `/${await ground.freshBucket('Enabled')}?versioning=`;
      expectRefusal(await ground.raw({ method: 'PUT', path, body: '<Versioning' }), 400, 'MalformedXML');
    },
  ),
];
