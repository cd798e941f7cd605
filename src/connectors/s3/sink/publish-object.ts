import type { Body, ObjectAddress, ObjectStore, PartReceipt, UploadAddress } from '../client/object-store.ts';
import type { Retry } from '../client/retry.ts';
import { problemOf } from '../client/s3-problem.ts';
import type { S3Problem } from '../client/s3-problem.ts';
import type { ObjectAttributes } from '../object-attributes.ts';
import { LookFailure } from './failure.ts';
import { removeUpload } from './remove-upload.ts';
import { expectedOfParts, expectedOfPut, isSameObject } from './settle.ts';
import type { ExpectedObject } from './settle.ts';

/** An object that is to become visible. */
export interface Publication {
  readonly address: ObjectAddress;
  readonly attributes: ObjectAttributes;
  readonly ifAbsent: boolean;
  /** The ETag of the object that must be there. */
  readonly ifMatch: string | undefined;
  /** An earlier run may have written this very object already. */
  readonly mayBeThere: boolean;
  readonly store: ObjectStore;
  readonly retry: Retry;
  readonly signal: AbortSignal;
}

/** Makes the object visible with a PUT. */
export async function publishWhole(body: Body, publication: Publication): Promise<void> {
  const { store, address, attributes, ifAbsent, signal } = publication;
  await settling(
    publication,
    () => store.put(address, body, { attributes, ifAbsent, signal }),
    ({ status }) => (status === 412 ? isThere(publication, expectedOfPut(body, attributes.metadata)) : false),
  );
}

/** Completes its multipart upload. */
export async function publishParts(
  upload: UploadAddress,
  parts: readonly PartReceipt[],
  publication: Publication,
): Promise<void> {
  const { store, ifAbsent, ifMatch, signal } = publication;
  await settling(
    publication,
    () => store.completeUpload(upload, parts, { ifAbsent, ifMatch, signal }),
    (problem) => isCompleted(upload, parts, publication, problem),
  );
}

/**
 * Repeats `action` until it has made the object visible. An attempt that failed may have succeeded nevertheless, and
 * the next one is then told that the upload is gone, or that the object exists: `isDone` settles it by looking.
 */
async function settling(
  { address: { bucket, key }, mayBeThere, retry, signal }: Publication,
  action: () => Promise<void>,
  isDone: (problem: S3Problem) => Promise<boolean> | boolean,
): Promise<void> {
  let mayBeDone = mayBeThere;
  await retry(`completing \`${key}\` in bucket \`${bucket}\``, signal, async () => {
    try {
      await action();
    } catch (error) {
      const problem = problemOf(error);
      if (mayBeDone && (await isDone(problem))) return;
      mayBeDone ||= problem.mayHaveActed;
      throw error;
    }
  });
}

/**
 * Has an earlier attempt completed the upload? Only if the upload is gone and the object is the one that its parts
 * make. (An upload that is still there was not completed, whatever object there is: then that is somebody else's.)
 */
async function isCompleted(
  upload: UploadAddress,
  parts: readonly PartReceipt[],
  publication: Publication,
  problem: S3Problem,
): Promise<boolean> {
  const { status } = problem;
  const expected = expectedOfParts(parts, publication.attributes.metadata);
  if (status === 412 && publication.mayBeThere && (await isThere(publication, expected))) {
    // Written by an earlier run, whose upload was another one.
    await removeUpload(publication.store, upload, publication.signal);
    return true;
  }
  // Ceph answers 500 for an upload that is gone.
  if (status !== 404 && status !== 412 && problem.class !== 'server') return false;
  const gone = status === 404 ? true : await isGone(upload, publication);
  if (gone === false) return false;
  if (await isThere(publication, expected)) return true;
  if (problem.class !== 'server' || gone === undefined) return false;
  throw Object.assign(new Error('the upload is gone'), { name: 'NoSuchUpload' });
}

/** Undefined when we may not look. */
async function isGone(upload: UploadAddress, { store, signal }: Publication): Promise<boolean | undefined> {
  try {
    return (await store.countParts(upload, signal)) === null;
  } catch (error) {
    if (problemOf(error).kind === 'permanent') return undefined;
    throw error;
  }
}

async function isThere({ store, address, signal }: Publication, expected: ExpectedObject): Promise<boolean> {
  try {
    const stored = await store.look(address, signal);
    return stored !== null && isSameObject(stored, expected);
  } catch (error) {
    throw signal.aborted || problemOf(error).kind !== 'permanent' ? error : new LookFailure(error);
  }
}
