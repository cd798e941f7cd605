import { S3Error } from '../errors.ts';
import { bucketOf } from './operation.ts';
import type { Operation } from './operation.ts';

export const deleteBucket: Operation = {
  name: 'DeleteBucket',
  method: 'DELETE',
  on: 'bucket',
  run: async (call) => {
    const bucket = bucketOf(call);
    if (await call.storage.deleteBucket(bucket)) return { status: 204 };
    throw new S3Error('BucketNotEmpty', undefined, { BucketName: bucket.name });
  },
};
