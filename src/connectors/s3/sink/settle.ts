import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { crcText } from '../client/object-store.ts';
import type { Body, PartReceipt, StoredObject } from '../client/object-store.ts';

/** What S3 says about an object when it is the one that we have sent. */
export interface ExpectedObject {
  readonly bytes: number;
  readonly etag: string;
  readonly crc32: string;
}

/** The ETag of a PUT is its MD5, unless it is encrypted with a KMS key; then the checksum decides. */
export function expectedOfPut(body: Body): ExpectedObject {
  const etag = createHash('md5').update(body.bytes).digest('hex');
  return { bytes: body.bytes.length, etag, crc32: crcText(body.crc32) };
}

/** ETag and checksum of a multipart object are those of the parts' ETags and checksums, one after another. */
export function expectedOfParts(parts: readonly PartReceipt[]): ExpectedObject {
  const md5 = createHash('md5');
  const sums = Buffer.alloc(4 * parts.length);
  let bytes = 0;
  for (const [index, part] of parts.entries()) {
    md5.update(Buffer.from(part.etag, 'hex'));
    sums.writeUInt32BE(part.crc32, 4 * index);
    bytes += part.bytes;
  }
  const count = `-${parts.length}`;
  return { bytes, etag: md5.digest('hex') + count, crc32: crcText(crc32(sums)) + count };
}

/** The size, and one of the two sums: a server may keep no checksums, or ETags that are no MD5. */
export function isSameObject(stored: StoredObject, expected: ExpectedObject): boolean {
  if (stored.bytes !== expected.bytes) return false;
  return stored.crc32 === expected.crc32 || stored.etag === expected.etag;
}
