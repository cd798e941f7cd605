import { bodyExpectations } from '../body/expectations.ts';
import type { BodyExpectations } from '../body/expectations.ts';
import { readBody } from '../body/read-body.ts';
import type { BodyDigests } from '../body/read-body.ts';
import { S3Error } from '../errors.ts';
import type { Bucket } from '../storage/bucket.ts';
import type { Stamp } from '../storage/records.ts';
import type { Call } from './operation.ts';

/** A body that is on disk, whole and verified, and that nobody sees yet. */
export interface ReceivedFile extends BodyDigests, Stamp {
  readonly dataId: string;
}

/** What one PUT may carry. */
const MAX_PUT_BYTES = 5 * 1024 ** 3;

/** The expectations of a body that is to become a file: its length has to be known. */
export function fileExpectations({ request, signature }: Call): BodyExpectations {
  const expected = bodyExpectations(request, signature);
  if (expected.length === undefined) throw new S3Error('MissingContentLength');
  return expected;
}

/**
 * Streams the body into the bucket's data folder and hands it to `commit`, which makes it an object or a part.
 * Gives what `commit` gives. Whatever fails on the way, nothing is left of it.
 */
export async function receiveFile<Result>(
  { request }: Call,
  bucket: Bucket,
  expected: BodyExpectations,
  commit: (received: ReceivedFile) => Promise<Result>,
): Promise<Result> {
  const file = bucket.stage();
  try {
    const digests = await readBody(request, expected, MAX_PUT_BYTES, (payload) => file.write(payload));
    return await commit({ ...digests, ...(await file.finish(bucket.fsync)), dataId: file.dataId });
  } catch (error) {
    await file.discard();
    throw error;
  }
}
