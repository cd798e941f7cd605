import type { S3Request } from '../request.ts';
import type { Bucket } from '../storage/bucket.ts';
import type { StoredVersion } from '../storage/records.ts';
import { S3Error } from '../errors.ts';
import { matches, noSuchKey } from './conditions.ts';
import { bucketOf, keyOf } from './operation.ts';
import type { Operation } from './operation.ts';
import { deletionHeaders, versionIdIn } from './versions.ts';

export const deleteObject: Operation = {
  name: 'DeleteObject',
  method: 'DELETE',
  on: 'object',
  query: ['versionId'],
  run: async (call) => {
    const bucket = bucketOf(call);
    const versionId = versionIdIn(call.request);
    const deleted = await removeObject(bucket, keyOf(call), versionId, ifMatch(call.request));
    return { status: 204, headers: deletionHeaders(bucket, deleted, versionId) };
  },
};

/**
 * Deletes what is there; that nothing is there is a success, too, unless an ETag was named, which is always that of the
 * current version: S3 answers that with NoSuchKey (measured on AWS by others; the API page does not say). Gives the version
 * that is gone, or the delete marker that was made.
 */
export function removeObject(
  bucket: Bucket,
  key: string,
  versionId: string | undefined,
  etag: string | undefined,
): Promise<StoredVersion | undefined> {
  return bucket.exclusive(key, () => {
    if (etag !== undefined) checkEtag(key, etag, bucket.current(key)?.etag);
    return bucket.remove(key, versionId);
  });
}

function ifMatch(request: S3Request): string | undefined {
  return request.headers['if-match'];
}

function checkEtag(key: string, expected: string, actual: string | undefined): void {
  if (actual === undefined) throw noSuchKey(key);
  if (matches(expected, actual)) return;
  throw new S3Error('PreconditionFailed', undefined, { Condition: 'If-Match' });
}
