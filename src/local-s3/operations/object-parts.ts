import { S3Error } from '../errors.ts';
import type { Checksum, ObjectPart, StoredObject } from '../storage/records.ts';
import type { ByteRange } from './range.ts';

/** What an object consists of; one that came in a single request, or was put there by hand, is its own part 1. */
export function partsOf(object: StoredObject): readonly ObjectPart[] {
  if (object.parts !== undefined) return object.parts;
  if (!isSinglePart(object)) {
    throw new S3Error(
      'NotImplemented',
      'The parts of this object are not known: it was uploaded to an older flowrun, which did not remember them',
    );
  }
  const { size, checksum } = object;
  return [{ number: 1, size, ...(checksum?.type === 'FULL_OBJECT' && { checksum: checksum.value }) }];
}

/** The bytes of one part; of an empty one, `end` is before `start`. */
export function partRange(object: StoredObject, number: number): ByteRange {
  const parts = partsOf(object);
  let start = 0;
  for (const part of parts) {
    if (part.number === number) return { start, end: start + part.size - 1 };
    start += part.size;
  }
  throw new S3Error('InvalidPartNumber', undefined, {
    PartNumberRequested: `${number}`,
    ActualPartCount: `${parts.length}`,
  });
}

/**
 * The checksum of the bytes in `range`, known when these are just one part: S3 gives that for a read by part number, or
 * by a range that happens to be one.
 */
export function checksumOfRange(object: StoredObject, range: ByteRange | undefined): Checksum | undefined {
  const { checksum } = object;
  if (range === undefined || checksum === undefined) return checksum;
  if (object.parts === undefined && !isSinglePart(object)) return undefined;
  let start = 0;
  for (const part of partsOf(object)) {
    const end = start + part.size - 1;
    if (start === range.start && end === range.end && part.checksum !== undefined) {
      return { ...checksum, value: part.checksum };
    }
    start = end + 1;
  }
  return undefined;
}

/** Where no parts were recorded, the number at the end of the ETag tells how many there were. */
function isSinglePart({ etag }: StoredObject): boolean {
  return Number(/-(\d+)$/.exec(etag)?.[1] ?? 1) === 1;
}
