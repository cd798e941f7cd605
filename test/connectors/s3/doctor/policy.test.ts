import { describe, expect, test } from 'vitest';
import { mergePolicy } from '../../../../src/cli/doctor/diagnosis.ts';
import { policyFor } from '../../../../src/connectors/s3/doctor/policy.ts';
import { s3Settings } from '../../../../src/connectors/s3/settings.ts';

const policyOf = (settings: object, region = 'eu-central-1') => policyFor(s3Settings.parse(settings), region);

const ALWAYS = ['s3:PutObject', 's3:GetObject', 's3:AbortMultipartUpload', 's3:ListMultipartUploadParts'];

test('a plain flow: the bucket, and the objects in it', () => {
  expect(policyOf({ bucket: 'logs' })).toEqual([
    {
      Effect: 'Allow',
      Action: ['s3:ListBucket', 's3:ListBucketMultipartUploads'],
      Resource: ['arn:aws:s3:::logs'],
    },
    { Effect: 'Allow', Action: ALWAYS, Resource: ['arn:aws:s3:::logs/*'] },
  ]);
});

test.each([
  [{ tags: { team: 'data' } }, ['s3:PutObjectTagging']],
  [{ acl: 'bucket-owner-full-control' }, ['s3:PutObjectAcl']],
  [{ tags: { a: 'b' }, acl: 'private' }, ['s3:PutObjectTagging', 's3:PutObjectAcl']],
  [{ sse: 'AES256', storage_class: 'GLACIER_IR', if_exists: 'fail' }, []],
])('%j', (settings, more) => {
  expect(policyOf({ bucket: 'logs', ...settings })[1]?.Action).toEqual([...ALWAYS, ...more]);
  expect(policyOf({ bucket: 'logs', ...settings })).toHaveLength(2);
});

describe('encryption with KMS', () => {
  const VIA_S3 = { StringLike: { 'kms:ViaService': 's3.*.amazonaws.com' } };
  const KEY = '1234abcd-12ab-34cd-56ef-1234567890ab';

  test.each([
    [
      'a key by its ARN',
      `arn:aws:kms:eu-central-1:1:key/${KEY}`,
      `arn:aws:kms:eu-central-1:1:key/${KEY}`,
      undefined,
    ],
    ['a key by its id', KEY, `arn:aws:kms:*:*:key/${KEY}`, VIA_S3],
    ['a key by an alias', 'alias/logs', 'arn:aws:kms:*:*:key/*', VIA_S3],
    ['no key', undefined, 'arn:aws:kms:*:*:key/*', VIA_S3],
  ])('%s', (_, keyId, resource, condition) => {
    const settings = { bucket: 'logs', sse: 'aws:kms', ...(keyId !== undefined && { kms_key_id: keyId }) };
    expect(policyOf(settings)[2]).toEqual({
      Effect: 'Allow',
      Action: ['kms:GenerateDataKey', 'kms:Decrypt'],
      Resource: [resource],
      ...(condition !== undefined && { Condition: condition }),
    });
  });
});

test('a bucket that only the events know stands for itself', () => {
  expect(policyOf({}).map(({ Resource }) => Resource)).toEqual([
    ['arn:aws:s3:::BUCKET'],
    ['arn:aws:s3:::BUCKET/*'],
  ]);
});

test('an access point, and other partitions', () => {
  const arn = 'arn:aws:s3:eu-west-1:123456789012:accesspoint/in';
  expect(policyOf({ bucket: arn }).map(({ Resource }) => Resource)).toEqual([[arn], [`${arn}/object/*`]]);
  expect(policyOf({ bucket: 'logs' }, 'cn-north-1')[0]?.Resource).toEqual(['arn:aws-cn:s3:::logs']);
  expect(policyOf({ bucket: 'logs' }, 'us-gov-west-1')[0]?.Resource).toEqual(['arn:aws-us-gov:s3:::logs']);
});

test('several connectors: a statement for each resource, each action once', () => {
  const connectors = [
    { bucket: 'one', acl: 'private' },
    { bucket: 'one', tags: { x: 'y' } },
    { bucket: 'two' },
  ];
  const { Version, Statement } = mergePolicy(connectors.map((config) => ({ policy: policyOf(config) })));
  expect(Version).toBe('2012-10-17');
  expect(Statement.map(({ Resource }) => Resource[0])).toEqual([
    'arn:aws:s3:::one',
    'arn:aws:s3:::one/*',
    'arn:aws:s3:::two',
    'arn:aws:s3:::two/*',
  ]);
  expect(Statement[1]?.Action).toEqual([...ALWAYS, 's3:PutObjectAcl', 's3:PutObjectTagging']);
});
