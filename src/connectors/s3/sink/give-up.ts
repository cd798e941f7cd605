import type { SinkContext } from '../../../runtime/api.ts';
import type { ObjectUpload } from './object-upload.ts';

/** How long the removal of an upload may take: when the flow ends by itself, and when it is ended by force. */
const CLEAN_UP_MS = 30_000;
const FORCED_CLEAN_UP_MS = 3_000;

/** Removes an upload from S3. Never rejects: what cannot be removed is told to those who pay for it. */
export async function giveUp(upload: ObjectUpload, context: SinkContext): Promise<void> {
  const { key, bucket } = upload.address;
  const limitMs = context.signal.aborted ? FORCED_CLEAN_UP_MS : CLEAN_UP_MS;
  try {
    await upload.abort(AbortSignal.timeout(limitMs));
  } catch (error) {
    context.logger.warn(
      `the multipart upload of \`${key}\` in bucket \`${bucket}\` could not be removed and costs storage until it is`,
      { bucket, key, error: String(error) },
    );
  }
}
