import { FlowFailure } from '../../../runtime/api.ts';
import { causeOf } from '../client/cause.ts';
import type { ObjectAddress } from '../client/object-store.ts';
import { problemOf } from '../client/s3-problem.ts';
import type { S3Problem } from '../client/s3-problem.ts';

/** Says which object could not be written, why, and what to do. */
export function failureOf(error: unknown, { bucket, key }: ObjectAddress, ifAbsent: boolean): FlowFailure {
  const problem = problemOf(error);
  const message = `object \`${key}\` in bucket \`${bucket}\` could not be written: ${problem.words}`;
  const help = helpFor(problem, bucket, ifAbsent);
  const cause = causeOf(error);
  return new FlowFailure(message, help === undefined ? { cause } : { help, cause });
}

function helpFor(problem: S3Problem, bucket: string, ifAbsent: boolean): string | undefined {
  if (problem.status === 412 && ifAbsent) {
    return '`if_exists = "fail"` forbids to replace it: remove it, use another key, or set "overwrite"';
  }
  switch (problem.code) {
    case 'AccessDenied':
      return `allow s3:PutObject and s3:AbortMultipartUpload on arn:aws:s3:::${bucket}/* (and its KMS key, if it has one)`;
    case 'NoSuchBucket':
      return `create the bucket (\`aws s3 mb s3://${bucket}\`), or correct \`bucket\` or \`$s3.bucket\``;
    case 'NoSuchUpload':
      return 'look for a lifecycle rule that aborts uploads earlier than this object takes';
    case 'ExpiredToken':
      return 'sign in again, or use credentials that renew themselves';
    default:
      return problem.kind === 'transient'
        ? 'it was tried again and again: check the network and the service'
        : undefined;
  }
}
