import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { crcText } from '../client/object-store.ts';
import type { Body, PartReceipt, StoredObject } from '../client/object-store.ts';
import type { StringRecord } from '../object-attributes.ts';

/** What S3 says about an object when it is the one that we have sent. */
export interface ExpectedObject {
  readonly bytes: number;
  readonly etag: string;
  /** Null when it is not known: a server may tell none of what it has copied. */
  readonly crc32: string | null;
  readonly metadata: StringRecord | undefined;
}

/** The ETag of a PUT is its MD5, unless it is encrypted with a KMS key; then the checksum decides. */
export function expectedOfPut(body: Body, metadata?: StringRecord): ExpectedObject {
  const etag = createHash('md5').update(body.bytes).digest('hex');
  return { bytes: body.bytes.length, etag, crc32: crcText(body.crc32), metadata };
}

/** ETag and checksum of a multipart object are those of the parts' ETags and checksums, one after another. */
export function expectedOfParts(parts: readonly PartReceipt[], metadata?: StringRecord): ExpectedObject {
  const md5 = createHash('md5');
  const sums = Buffer.alloc(4 * parts.length);
  const hasSums = parts.every((part) => part.crc32 !== null);
  let bytes = 0;
  for (const [index, part] of parts.entries()) {
    md5.update(Buffer.from(part.etag, 'hex'));
    sums.writeUInt32BE(part.crc32 ?? 0, 4 * index);
    bytes += part.bytes;
  }
  const count = `-${parts.length}`;
  const sum = hasSums ? crcText(crc32(sums)) + count : null;
  return { bytes, etag: md5.digest('hex') + count, crc32: sum, metadata };
}

/**
 * The size, one of the two sums (a server may keep no checksums, or ETags that are no MD5), and the user metadata. An
 * object for which all of it is the same holds what ours would hold, whoever wrote it.
 */
export function isSameObject(stored: StoredObject, expected: ExpectedObject): boolean {
  if (stored.bytes !== expected.bytes || !hasMetadata(stored, expected.metadata ?? {})) return false;
  return stored.crc32 === expected.crc32 || stored.etag === expected.etag;
}

function hasMetadata({ metadata }: StoredObject, expected: StringRecord): boolean {
  const names = Object.keys(expected);
  if (Object.keys(metadata).length !== names.length) return false;
  return names.every((name) => squeezed(metadata[name.toLowerCase()]) === squeezed(expected[name]));
}

/** Blanks at the ends of a header get lost on the way, and several in a row may become one. */
function squeezed(text: string | undefined): string | undefined {
  return text?.trim().replace(/ +/g, ' ');
}
