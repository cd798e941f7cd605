import type { ObjectStore, UploadAddress } from '../client/object-store.ts';
import { problemOf } from '../client/s3-problem.ts';

/**
 * Aborts an upload and looks whether it is gone: a part that is on its way may outlive the abort (API reference,
 * AbortMultipartUpload). Fails with a transient error when it is still there, so that a retry aborts it again.
 */
export async function removeUpload(
  store: ObjectStore,
  upload: UploadAddress,
  signal: AbortSignal,
): Promise<void> {
  await abortUpload(store, upload, signal);
  if (!(await isStillThere(store, upload, signal))) return;
  throw Object.assign(new Error('the upload is still there'), { code: 'UploadStillThere' });
}

/** Aborts it once and does not look. One that is gone is as good as one that was aborted. */
export async function abortUpload(
  store: ObjectStore,
  upload: UploadAddress,
  signal: AbortSignal,
): Promise<void> {
  try {
    await store.abortUpload(upload, signal);
  } catch (error) {
    // NoSuchUpload; some servers say NoSuchKey.
    if (problemOf(error).status !== 404) throw error;
  }
}

async function isStillThere(
  store: ObjectStore,
  upload: UploadAddress,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    return (await store.countParts(upload, signal)) !== null;
  } catch (error) {
    // We may not look, or the server cannot: then its word for the abort has to do.
    if (problemOf(error).kind === 'permanent') return false;
    throw error;
  }
}
