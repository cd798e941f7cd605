import { bucketOf } from './operation.ts';
import type { Operation } from './operation.ts';

export const headBucket: Operation = {
  name: 'HeadBucket',
  method: 'HEAD',
  on: 'bucket',
  run: async (call) => {
    bucketOf(call);
    return { status: 200, headers: { 'x-amz-bucket-region': call.region } };
  },
};
