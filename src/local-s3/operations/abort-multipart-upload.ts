import { bucketOf } from './operation.ts';
import type { Operation } from './operation.ts';
import { uploadIdOf, uploadOf } from './uploads.ts';

export const abortMultipartUpload: Operation = {
  name: 'AbortMultipartUpload',
  method: 'DELETE',
  on: 'object',
  selector: { uploadId: undefined },
  run: async (call) => {
    const bucket = bucketOf(call);
    // Not while it is being completed: one of the two comes first.
    await bucket.exclusive(uploadIdOf(call), async () => {
      const { uploadId } = uploadOf(call, bucket);
      await bucket.commit({ kind: 'abort', uploadId });
    });
    return { status: 204 };
  },
};
