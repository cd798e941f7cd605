import { EnvironmentError } from '../../../runtime/api.ts';
import { causeOf } from '../client/cause.ts';
import type { UploadAddress } from '../client/object-store.ts';
import { problemOf } from '../client/s3-problem.ts';
import { createSdkObjectStore } from '../client/sdk-object-store.ts';
import type { UploadAccess } from './upload-access.ts';

/**
 * Aborts an upload for good: S3 drops its parts. `gone`: it was completed or aborted by somebody else meanwhile.
 * Throws EnvironmentError when S3 refuses.
 */
export async function abortOpenUpload(
  { client, retry, signal }: UploadAccess,
  upload: UploadAddress,
): Promise<'aborted' | 'gone'> {
  const { bucket, key, uploadId } = upload;
  const store = createSdkObjectStore(client);
  let isRepeated = false;
  try {
    await retry(`aborting the upload of \`${key}\``, signal, async (attempt) => {
      isRepeated = attempt > 1;
      await store.abortUpload(upload, signal);
    });
    return 'aborted';
  } catch (error) {
    if (signal.aborted) throw error;
    const { status, words } = problemOf(error);
    // The attempt before may have done it, and only its answer was lost.
    if (status === 404) return isRepeated ? 'aborted' : 'gone';
    throw new EnvironmentError(
      `the upload \`${uploadId}\` of \`${key}\` in bucket \`${bucket}\` cannot be aborted: ${words}`,
      {
        help:
          status === 403
            ? `allow s3:AbortMultipartUpload on arn:aws:s3:::${bucket}/*`
            : 'try again; what was aborted until now stays aborted',
        cause: causeOf(error),
      },
    );
  }
}
