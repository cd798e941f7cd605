import type { PolicyStatement } from '../../../../runtime/api.ts';
import { allow, bucketArn, objectsOf, partitionOf } from '../../doctor/statements.ts';
import { parseMoveTarget } from '../after/move-target.ts';
import type { ChangesConfig } from '../settings.ts';

/**
 * What the source does with these settings, as statements of an IAM policy: nothing that it does not need.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html
 */
export function watchingPolicy(
  config: ChangesConfig,
  region: string | undefined,
): readonly PolicyStatement[] {
  const partition = partitionOf(region);
  const bucket = bucketArn(partition, config.bucket);
  const listing = config.versions === 'all' ? ['s3:ListBucket', 's3:ListBucketVersions'] : ['s3:ListBucket'];
  const statements = [allow(listing, bucket)];
  const actions = objectActions(config);
  if (actions.length > 0) statements.push(allow(actions, objectsOf(bucket, config.prefix)));
  const target = targetOf(config);
  if (target !== null) {
    const puts = ['s3:PutObject', 's3:PutObjectTagging', 's3:AbortMultipartUpload'];
    statements.push(allow(puts, objectsOf(bucketArn(partition, target.bucket), target.prefix)));
  }
  return statements;
}

/** Where `after = "move"` puts objects; null when nothing is moved. */
export function targetOf(config: ChangesConfig): { readonly bucket: string; readonly prefix: string } | null {
  if (config.after !== 'move' || config.move_to === undefined) return null;
  const { target } = parseMoveTarget(config.move_to);
  return target === null ? null : { bucket: target.bucket ?? config.bucket, prefix: target.literal };
}

/** Does it look at more than the listing? */
export function readsObjects({ emit, head, after }: ChangesConfig): boolean {
  return emit === 'content' || head || after !== 'keep';
}

function objectActions(config: ChangesConfig): readonly string[] {
  const { after, versions } = config;
  const ofVersions = (action: string): readonly string[] =>
    versions === 'all' ? [action, action.replace(/(Tagging)?$/, 'Version$1')] : [action];
  return [
    ...(readsObjects(config) ? ofVersions('s3:GetObject') : []),
    ...(after === 'tag' ? [...ofVersions('s3:GetObjectTagging'), ...ofVersions('s3:PutObjectTagging')] : []),
    // A copy takes the tags along.
    ...(after === 'move' ? ['s3:GetObjectTagging'] : []),
    ...(after === 'move' || after === 'delete' ? ['s3:DeleteObject'] : []),
  ];
}
