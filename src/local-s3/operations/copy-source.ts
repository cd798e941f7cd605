import { closeSync } from 'node:fs';
import { S3Error } from '../errors.ts';
import type { S3Request } from '../request.ts';
import type { Bucket } from '../storage/bucket.ts';
import type { StoredObject } from '../storage/records.ts';
import { checkReadable } from './attributes.ts';
import { checkCopyConditions, COPY_CONDITION_HEADERS } from './conditions.ts';
import type { Call } from './operation.ts';
import { checkedVersionId, isMarker, noSuchObject } from './versions.ts';

export const COPY_SOURCE = 'x-amz-copy-source';
export const COPY_HEADERS = [...COPY_CONDITION_HEADERS, 'x-amz-checksum-algorithm'];

/** What one request may copy. */
const MAX_COPY_BYTES = 5 * 1024 ** 3;

/** The object to copy from: an overwrite or delete meanwhile does not disturb its bytes. */
export interface CopySource {
  readonly bucket: Bucket;
  readonly object: StoredObject;
  /** Whether the request named a version. */
  readonly isVersionNamed: boolean;
  /** Open until the task is done. */
  readonly fd: number;
}

/** Finds the source that the request names, holds the request's conditions against it, and closes it after `task`. */
export async function withCopySource<Result>(
  { request, storage }: Call,
  task: (source: CopySource) => Promise<Result>,
): Promise<Result> {
  const { bucketName, key, versionId } = parseCopySource(request);
  const bucket = storage.bucket(bucketName);
  if (bucket === undefined) throw new S3Error('NoSuchBucket', undefined, { BucketName: bucketName });
  const opened = bucket.open(key, versionId);
  if (opened === undefined) throw noSuchSource(request, bucket, key, versionId);
  try {
    checkReadable(opened.object);
    checkCopyConditions(request, opened.object);
    return await task({ bucket, ...opened, isVersionNamed: versionId !== undefined });
  } finally {
    closeSync(opened.fd);
  }
}

export function checkCopySize(bytes: number): void {
  if (bytes <= MAX_COPY_BYTES) return;
  throw new S3Error(
    'InvalidRequest',
    `The specified copy source is larger than the maximum allowable size for a copy source: ${MAX_COPY_BYTES}`,
  );
}

function noSuchSource(
  request: S3Request,
  bucket: Bucket,
  key: string,
  versionId: string | undefined,
): S3Error {
  if (versionId === undefined || !isMarker(bucket.version(key, versionId))) {
    return noSuchObject(request, bucket, key, versionId);
  }
  return new S3Error(
    'InvalidRequest',
    'The source of a copy request may not specifically refer to a delete marker by version id.',
  );
}

/** `bucket/key` or `/bucket/key`, percent-encoded; then `?versionId=` and an id, if it is not to be the current version. */
function parseCopySource({ headers }: S3Request): {
  readonly bucketName: string;
  readonly key: string;
  readonly versionId: string | undefined;
} {
  const header = headers[COPY_SOURCE] ?? '';
  if (header.startsWith('arn:')) {
    throw new S3Error('NotImplemented', `The local S3 does not implement ${COPY_SOURCE} by access point`);
  }
  const [path = '', id] = header.split(/\?versionId=(.*)/s, 2);
  const versionId = checkedVersionId(id, COPY_SOURCE);
  const [bucketName = '', key = ''] = decoded(path)
    .replace(/^\//, '')
    .split(/\/(.*)/s, 2);
  if (bucketName !== '' && key !== '') return { bucketName, key, versionId };
  throw invalidSource(header, 'Copy Source must mention the source bucket and key: sourcebucket/sourcekey');
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    throw invalidSource(path, 'Copy Source is not percent-encoded UTF-8');
  }
}

function invalidSource(value: string, message: string): S3Error {
  return new S3Error('InvalidArgument', message, { ArgumentName: COPY_SOURCE, ArgumentValue: value });
}
