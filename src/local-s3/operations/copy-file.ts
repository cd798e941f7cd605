import { createHash } from 'node:crypto';
import { createChecksum } from '../body/checksum.ts';
import type { BodyDigests } from '../body/read-body.ts';
import { S3Error } from '../errors.ts';
import type { Bucket } from '../storage/bucket.ts';
import { copyBytes } from '../storage/copy-bytes.ts';
import type { Checksum, ChecksumAlgorithm, StoredObject } from '../storage/records.ts';
import type { StagedFile } from '../storage/staged-file.ts';
import type { CopySource } from './copy-source.ts';
import type { Call } from './operation.ts';
import type { ByteRange } from './range.ts';
import type { ReceivedFile } from './receive-file.ts';

/** What to copy, and what is to be known about it afterwards, besides its MD5. */
export interface CopyOrder {
  /** Undefined: the whole object. */
  readonly range: ByteRange | undefined;
  readonly algorithm: ChecksumAlgorithm | undefined;
}

/**
 * Copies the source into the bucket's data folder and hands it to `commit`, as `receiveFile` does with a body.
 * Gives what `commit` gives. Whatever fails on the way, nothing is left of it.
 */
export async function copyFile<Result>(
  { signal }: Call,
  bucket: Bucket,
  source: CopySource,
  order: CopyOrder,
  commit: (copied: ReceivedFile) => Promise<Result>,
): Promise<Result> {
  const file = bucket.stage();
  try {
    const known = order.range === undefined ? knownDigests(source.object, order.algorithm) : undefined;
    const isCloned = known !== undefined && (await file.clone(source.fd));
    const digests = isCloned ? known : await copyAndDigest(source, order, file, signal);
    const stamp = await file.finish(bucket.fsync);
    if (stamp.size !== digests.size) throw changedMeanwhile();
    return await commit({ ...digests, ...stamp, dataId: file.dataId });
  } catch (error) {
    await file.discard();
    throw error;
  }
}

/** What would be computed from the bytes, where the source has it; then nobody has to look at them. */
function knownDigests(
  { etag, size, checksum }: StoredObject,
  algorithm: ChecksumAlgorithm | undefined,
): BodyDigests | undefined {
  // One with a dash is not the MD5 of the bytes.
  if (!/^[0-9a-f]{32}$/.test(etag)) return undefined;
  if (algorithm === undefined) return { size, md5: etag, checksum: undefined };
  if (checksum?.algorithm !== algorithm || checksum.type !== 'FULL_OBJECT') return undefined;
  return { size, md5: etag, checksum };
}

async function copyAndDigest(
  { fd, object }: CopySource,
  { range, algorithm }: CopyOrder,
  target: StagedFile,
  signal: AbortSignal,
): Promise<BodyDigests> {
  const start = range?.start ?? 0;
  const length = range === undefined ? object.size : range.end - range.start + 1;
  const md5 = createHash('md5');
  const computer = algorithm && createChecksum(algorithm);
  const size = await copyBytes(fd, { start, length }, target, signal, (bytes) => {
    md5.update(bytes);
    computer?.update(bytes);
  });
  if (size !== length) throw changedMeanwhile();
  return { size, md5: md5.digest('hex'), checksum: algorithm && fullChecksum(algorithm, computer!.digest()) };
}

function fullChecksum(algorithm: ChecksumAlgorithm, digest: Buffer): Checksum {
  return { algorithm, type: 'FULL_OBJECT', value: digest.toString('base64') };
}

/** Only by hand: every write of ours makes a new file. */
function changedMeanwhile(): S3Error {
  return new S3Error('InternalError', 'The file of the copy source was changed while it was copied.');
}
