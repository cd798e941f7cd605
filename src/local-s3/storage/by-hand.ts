import { createHash } from 'node:crypto';
import type { Stamp, StoredObject } from './records.ts';

/** Whether the file that was found is the one that was written. */
export function sameStamp(left: Stamp, right: Stamp): boolean {
  return left.size === right.size && left.mtimeMs === right.mtimeMs;
}

/** The object that a file becomes which a user put into a bucket's folder. */
export function objectByHand(key: string, stamp: Stamp): StoredObject {
  return {
    key,
    dataId: '',
    ...stamp,
    etag: etagByHand(stamp),
    modifiedMs: Math.floor(stamp.mtimeMs),
    headers: {},
    storageClass: 'STANDARD',
  };
}

/** An object whose file a user has edited: headers stay, what was computed from the bytes is no longer true. */
export function editedByHand(object: StoredObject, stamp: Stamp): StoredObject {
  const { checksum: _, parts: __, ...rest } = object;
  return { ...rest, ...stamp, etag: etagByHand(stamp), modifiedMs: Math.floor(stamp.mtimeMs) };
}

/**
 * Changes when the file does, without reading it: a folder of any size is served at once. With a dash, as multipart
 * uploads have it, so that no client takes it for the MD5 of the bytes.
 */
function etagByHand({ size, mtimeMs }: Stamp): string {
  return `${createHash('md5').update(`${size} ${mtimeMs}`).digest('hex')}-1`;
}
