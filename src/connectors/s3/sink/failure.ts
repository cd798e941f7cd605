import { EnvironmentError, FlowFailure } from '../../../runtime/api.ts';
import { causeOf } from '../client/cause.ts';
import type { ObjectAddress } from '../client/object-store.ts';
import { problemOf } from '../client/s3-problem.ts';
import type { S3Problem } from '../client/s3-problem.ts';
import { BaseChanged, BaseUnreadable } from './load-base.ts';

/** An answer was lost, and whether its request had succeeded cannot be settled, as S3 does not let us look. */
export class LookFailure extends Error {
  constructor(cause: unknown) {
    super('the object cannot be looked at', { cause });
  }
}

/** Says which object could not be written, why, and what to do. What is wrong beside S3 says it itself. */
export function failureOf(
  error: unknown,
  { bucket, key }: ObjectAddress,
  ifAbsent: boolean,
): FlowFailure | EnvironmentError {
  if (error instanceof EnvironmentError) return error;
  if (error instanceof LookFailure) return unsettled(error, { bucket, key });
  if (error instanceof BaseUnreadable) return unreadable(error, { bucket, key });
  if (error instanceof BaseChanged) return changed({ bucket, key });
  const problem = problemOf(error);
  const message = `object \`${key}\` in bucket \`${bucket}\` could not be written: ${problem.words}`;
  const help = helpFor(problem, bucket, ifAbsent);
  const cause = causeOf(error);
  return new FlowFailure(message, help === undefined ? { cause } : { help, cause });
}

/** It may be there, whole: so it is not said that it is not. */
function unsettled({ cause }: LookFailure, { bucket, key }: ObjectAddress): FlowFailure {
  const { words } = problemOf(cause);
  return new FlowFailure(
    `it is not known whether object \`${key}\` in bucket \`${bucket}\` was written: an answer of S3 was lost, and ` +
      `looking for the object failed: ${words}`,
    {
      help:
        `allow s3:GetObject on arn:aws:s3:::${bucket}/* and s3:ListBucket on arn:aws:s3:::${bucket} (without it S3 ` +
        'denies access to what is not there); also s3:ListMultipartUploadParts and s3:ListBucketMultipartUploads, ' +
        'to look for uploads',
      cause: causeOf(cause),
    },
  );
}

function unreadable({ cause }: BaseUnreadable, { bucket, key }: ObjectAddress): FlowFailure {
  const problem = problemOf(cause);
  const archived = 'restore it from the archive, or use another key';
  return new FlowFailure(
    `object \`${key}\` in bucket \`${bucket}\` cannot be continued, as it cannot be looked at or read: ${problem.words}`,
    {
      help:
        problem.code === 'InvalidObjectState'
          ? archived
          : `allow s3:GetObject on arn:aws:s3:::${bucket}/* and s3:ListBucket on arn:aws:s3:::${bucket} (without it S3 ` +
            'denies access to what is not there)',
      cause: causeOf(cause),
    },
  );
}

function changed({ bucket, key }: ObjectAddress): FlowFailure {
  return new FlowFailure(
    `object \`${key}\` in bucket \`${bucket}\` was about to be continued, and somebody else has changed or removed it ` +
      'meanwhile',
    {
      help:
        'nothing of it was overwritten, and what was to be appended is kept: put the object back as it was and start the ' +
        'flow again; only one flow at a time may append to a key',
    },
  );
}

function helpFor(problem: S3Problem, bucket: string, ifAbsent: boolean): string | undefined {
  if (problem.status === 412 && ifAbsent) {
    return '`if_exists = "fail"` forbids to replace it: remove it, use another key, or set "overwrite"';
  }
  switch (problem.code) {
    case 'AccessDenied':
    case 'AllAccessDisabled':
    case 'KMSAccessDenied':
      return `allow s3:PutObject and s3:AbortMultipartUpload on arn:aws:s3:::${bucket}/* (and its KMS key, if it has one)`;
    case 'CredentialsProviderError':
      return 'set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or `profile`; or try the flow with `--local`';
    case 'CredentialsOutage':
      return 'check the sign-in, the `credential_process` or the metadata service that gives the credentials';
    case 'NoSuchBucket':
      return `create the bucket (\`aws s3 mb s3://${bucket}\`), or correct \`bucket\` or \`$s3.bucket\``;
    case 'NoSuchUpload':
      return 'look for a lifecycle rule that aborts uploads earlier than this object takes';
    case 'ExpiredToken':
    case 'ExpiredTokenException':
    case 'TokenRefreshRequired':
    case 'InvalidToken':
      return 'sign in again, or use credentials that renew themselves (a profile, a role)';
    case 'InvalidAccessKeyId':
    case 'SignatureDoesNotMatch':
      return 'check that key and secret belong together and are still active; were they replaced while the flow ran?';
    case 'RequestTimeTooSkewed':
    case 'RequestExpired':
      return 'set the clock of this machine, best by switching time synchronisation on';
    case 'AuthorizationHeaderMalformed':
    case 'BucketRegionError':
    case 'IllegalLocationConstraintException':
    case 'MovedPermanently':
    case 'PermanentRedirect':
      return helpForRegion(problem);
    case 'EntityTooLarge':
      return 'set `max_object_bytes` to what the endpoint allows';
    case 'EntityTooSmall':
      return 'set `min_part_size` to what the endpoint asks for';
    case 'InsufficientStorage':
    case 'QuotaExceeded':
    case 'XMinioStorageFull':
      return 'make room at the endpoint, and start the flow again';
    case 'InvalidObjectState':
    case 'MethodNotAllowed':
      return 'check the rules of the bucket (object lock, archive) and that the address is one of S3';
    case 'InvalidStorageClass':
      return 'correct `storage_class` or `$s3.storage_class`';
    default:
      return problem.kind === 'transient'
        ? 'it was tried again and again, as far as `retry` allows: check the network and the service'
        : undefined;
  }
}

function helpForRegion({ bucketRegion }: S3Problem): string {
  const region = bucketRegion ?? '<its region>';
  return `set \`"region": "${region}"\` in the config of the s3 connector, or AWS_REGION`;
}
