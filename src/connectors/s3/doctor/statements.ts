import type { PolicyStatement } from '../../../runtime/api.ts';

/** Pieces of IAM policies. */

export function allow(actions: readonly string[], resource: string): PolicyStatement {
  return { Effect: 'Allow', Action: actions, Resource: [resource] };
}

export function bucketArn(partition: string, bucket: string): string {
  return bucket.startsWith('arn:') ? bucket : `arn:${partition}:s3:::${bucket}`;
}

/**
 * The objects with this prefix. Those behind an access point are addressed otherwise than those of a bucket.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html for `${*}`, a star that is one
 */
export function objectsOf(arn: string, prefix = ''): string {
  const literal = prefix.replace(/[*?$]/g, (special) => `\${${special}}`);
  return `${arn}${arn.includes(':accesspoint/') ? '/object' : ''}/${literal}*`;
}

export function partitionOf(region: string | undefined): string {
  if (region?.startsWith('cn-') === true) return 'aws-cn';
  return region?.startsWith('us-gov-') === true ? 'aws-us-gov' : 'aws';
}
