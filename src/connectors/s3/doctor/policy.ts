import type { PolicyStatement } from '../../../runtime/api.ts';
import type { S3Config } from '../settings.ts';
import { allow, bucketArn, objectsOf, partitionOf } from './statements.ts';

/** Stands for a bucket whose name only the events know. */
export const SOME_BUCKET = 'BUCKET';

/**
 * What the sink does with these settings, as statements of an IAM policy: nothing that it does not need, and nothing
 * that `flowrun doctor` alone needs.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html#mpuAndPermissions
 */
export function policyFor(config: S3Config, region: string | undefined): readonly PolicyStatement[] {
  const partition = partitionOf(region);
  const bucket = bucketArn(partition, config.bucket ?? SOME_BUCKET);
  const statements = [
    allow(['s3:ListBucket', 's3:ListBucketMultipartUploads'], bucket),
    allow(objectActions(config), objectsOf(bucket)),
  ];
  if (config.sse === 'aws:kms' || config.sse === 'aws:kms:dsse' || config.kms_key_id !== undefined) {
    statements.push(kmsStatement(config.kms_key_id, partition));
  }
  return statements;
}

/** HEAD, which settles whether a write whose answer was lost has happened, takes s3:GetObject. */
function objectActions({ tags, acl }: S3Config): readonly string[] {
  return [
    's3:PutObject',
    's3:GetObject',
    's3:AbortMultipartUpload',
    's3:ListMultipartUploadParts',
    ...(tags === undefined ? [] : ['s3:PutObjectTagging']),
    ...(acl === undefined ? [] : ['s3:PutObjectAcl']),
  ];
}

/**
 * To write a multipart object, S3 decrypts its own data key again.
 * A key that is not named by its ARN could be any, so it is only allowed through S3.
 */
function kmsStatement(keyId: string | undefined, partition: string): PolicyStatement {
  const actions = ['kms:GenerateDataKey', 'kms:Decrypt'];
  if (keyId?.startsWith('arn:') === true && keyId.includes(':key/')) return allow(actions, keyId);
  const isId = keyId !== undefined && /^[0-9a-f]{8}-[0-9a-f-]{27}$|^mrk-[0-9a-f]{32}$/.test(keyId);
  return {
    ...allow(actions, `arn:${partition}:kms:*:*:key/${isId ? keyId : '*'}`),
    Condition: { StringLike: { 'kms:ViaService': 's3.*.amazonaws.com' } },
  };
}
