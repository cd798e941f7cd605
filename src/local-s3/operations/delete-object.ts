import type { S3Request } from '../request.ts';
import type { Bucket } from '../storage/bucket.ts';
import { S3Error } from '../errors.ts';
import { matches, noSuchKey } from './conditions.ts';
import { bucketOf, keyOf } from './operation.ts';
import type { Operation } from './operation.ts';

export const deleteObject: Operation = {
  name: 'DeleteObject',
  method: 'DELETE',
  on: 'object',
  run: async (call) => {
    await removeObject(bucketOf(call), keyOf(call), ifMatch(call.request));
    return { status: 204 };
  },
};

/**
 * Deletes what is there; that nothing is there is a success, too, unless an ETag was named: S3 answers that with
 * NoSuchKey (measured on AWS by others; the API page does not say).
 */
export async function removeObject(bucket: Bucket, key: string, etag: string | undefined): Promise<void> {
  await bucket.exclusive(key, async () => {
    const object = bucket.current(key);
    if (etag !== undefined) checkEtag(key, etag, object?.etag);
    if (object === undefined) return;
    await bucket.commit({ kind: 'delete', key, stamp: { size: object.size, mtimeMs: object.mtimeMs } });
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
