import type { ObjectAddress, UploadAddress } from '../../client/object-store.ts';
import type { Retry } from '../../client/retry.ts';
import { problemOf } from '../../client/s3-problem.ts';
import { LostUploads } from '../lost-uploads.ts';
import { removeUpload } from '../remove-upload.ts';
import type { SinkParts } from '../sink-parts.ts';
import type { LostRequests, UploadJournal } from './upload-journal.ts';

/**
 * Removes the uploads that earlier runs have begun and that the checkpoint does not know of: what they hold is sent again.
 * Before the sink begins anything. What cannot be removed is told, and stays in the journal for the next start.
 */
export async function removeOrphans(
  known: ReadonlySet<string | null>,
  parts: SinkParts,
  journal: UploadJournal,
  retry: Retry,
): Promise<void> {
  for (const upload of journal.uploads) {
    if (known.has(upload.uploadId)) continue;
    await orWarn(parts, upload, async () => {
      await removeOne(upload, parts, retry);
      return true;
    });
  }
  for (const requests of journal.lost) {
    await orWarn(parts, requests.address, () => removeLost(requests, parts, retry));
  }
}

async function removeOne(
  upload: UploadAddress,
  { store, own, context: { signal } }: SinkParts,
  retry: Retry,
): Promise<void> {
  await retry(`removing an upload of ${nameOf(upload)} that was left`, signal, () =>
    removeUpload(store, upload, signal),
  );
  own.ended(upload.uploadId);
}

/**
 * A run was ended between a request to begin an upload and its answer, so there may be an upload whose id nobody knows.
 * To tell it from those of others takes one that is ours beside it (see `LostUploads`): one is begun, and removed again.
 */
async function removeLost(
  { address, beganMs }: LostRequests,
  parts: SinkParts,
  retry: Retry,
): Promise<boolean> {
  const { store, own, clock, context } = parts;
  const { signal } = context;
  const lost = new LostUploads(address, { store, clock, own });
  for (const each of beganMs) lost.add(each);
  const what = `looking for an upload of ${nameOf(address)} that was left`;
  const known = await retry(what, signal, async () => {
    const beganMs = clock.nowMs();
    const create = (): Promise<string> => store.createUpload(address, { attributes: {}, signal });
    return { uploadId: await own.beginning(address, create), beganMs };
  });
  try {
    return await retry(what, signal, () => lost.remove(known, signal));
  } finally {
    await removeOne({ ...address, uploadId: known.uploadId }, parts, retry);
  }
}

/** False, and failures: something may have been left. */
async function orWarn(
  { context }: SinkParts,
  address: ObjectAddress,
  remove: () => Promise<boolean>,
): Promise<void> {
  const { bucket, key } = address;
  try {
    if (await remove()) return;
    context.logger.warn(
      `a multipart upload of ${nameOf(address)} may have been left by a run that was ended; another writer of the same ` +
        'key makes it impossible to tell which one it is',
      { bucket, key },
    );
  } catch (error) {
    if (context.signal.aborted) throw error;
    context.logger.warn(
      `a multipart upload of ${nameOf(address)}, left by a run that was ended, could not be removed: ` +
        problemOf(error).words,
      { bucket, key },
    );
  }
}

function nameOf({ bucket, key }: ObjectAddress): string {
  return `\`${key}\` in bucket \`${bucket}\``;
}
