/**
 * The file of what was seen, one record per object in the order of the keys:
 *
 *     "flowrun inventory 1\n"
 *     block …      bytes of the payload (u32), its CRC-32 (u32), records in it (u32), payload
 *     cut          2^32 - 1 (u32), CRC-32 of what follows (u32), records (u32): of the block in front of it only so many
 *                  records count that it is this number from the beginning of the file
 *     record       bytes shared with the key before (varint), bytes of the rest (varint), the rest, flags (u8),
 *                  version id (length, text) if there is one, ETag, size (varint), last modified in ms (varint)
 *
 * All numbers are little-endian; a varint has seven bits per byte. The first key of a block shares nothing, so that
 * every block can be read by itself. An ETag that is an MD5 takes 16 bytes, one of a multipart upload its number of
 * parts beside them; any other is text with its length. With keys of ordinary length a record has 40 to 60 bytes.
 */
import type { InventoryEntry } from '../change.ts';

export const MAGIC = Buffer.from('flowrun inventory 1\n', 'latin1');
export const BLOCK_HEAD_BYTES = 12;
/** In place of the length of a payload. */
export const CUT = 0xffff_ffff;
/** A block is closed when it has so many bytes. */
export const BLOCK_BYTES = 64 * 1024;
/** No record is larger: a key has at most 1,024 bytes; a version id as well (Amazon S3 API reference, Object). */
export const MAX_RECORD_BYTES = 8 * 1024;

const HIDDEN = 1;
const DELETE_MARKER = 2;
const HAS_VERSION = 4;
const HEX_ETAG = 8;
const HEX_ETAG_OF_PARTS = 16;
const TAKEN = 32;

/** A key as bytes, and the record before its own: what the encoder knows of the block. */
export interface EncodingPlace {
  readonly buffer: Buffer;
  /** Where the record begins. */
  readonly at: number;
  /** Of the record before, in the same block; empty for the first one. */
  readonly previousKey: Buffer;
}

/** Writes one record and gives the offset behind it. */
export function encodeEntry(entry: InventoryEntry, key: Buffer, place: EncodingPlace): number {
  const { buffer, previousKey } = place;
  const shared = sharedBytes(previousKey, key);
  let at = writeVarint(buffer, place.at, shared);
  at = writeVarint(buffer, at, key.length - shared);
  at += key.copy(buffer, at, shared);
  const [, hex, parts] = /^([0-9a-f]{32})(?:-([1-9]\d{0,4}))?$/.exec(entry.etag) ?? [];
  const etagFlag = hex === undefined ? 0 : parts === undefined ? HEX_ETAG : HEX_ETAG_OF_PARTS;
  buffer[at++] =
    (entry.isHidden ? HIDDEN : 0) |
    (entry.isDeleteMarker ? DELETE_MARKER : 0) |
    (entry.versionId === null ? 0 : HAS_VERSION) |
    (entry.isTaken ? TAKEN : 0) |
    etagFlag;
  if (entry.versionId !== null) at = writeText(buffer, at, entry.versionId);
  if (hex === undefined) {
    at = writeText(buffer, at, entry.etag);
  } else {
    at += buffer.write(hex, at, 'hex');
    if (parts !== undefined) at = writeVarint(buffer, at, Number(parts));
  }
  at = writeVarint(buffer, at, entry.size);
  return writeVarint(buffer, at, entry.lastModifiedMs);
}

/** Reads the records of one block. Throws RangeError when its bytes are not records. */
export function decodeEntries(payload: Buffer, records: number): InventoryEntry[] {
  const entries: InventoryEntry[] = [];
  const key = Buffer.alloc(MAX_RECORD_BYTES);
  const reader = new RecordReader(payload);
  for (let n = 0; n < records; n++) {
    const shared = reader.varint();
    const rest = reader.bytes(reader.varint());
    rest.copy(key, shared);
    const flags = reader.byte();
    const versionId = (flags & HAS_VERSION) === 0 ? null : reader.text();
    const etag = readEtag(reader, flags);
    entries.push({
      key: key.toString('utf8', 0, shared + rest.length),
      etag,
      size: reader.varint(),
      lastModifiedMs: reader.varint(),
      versionId,
      isDeleteMarker: (flags & DELETE_MARKER) !== 0,
      isHidden: (flags & HIDDEN) !== 0,
      isTaken: (flags & TAKEN) !== 0,
    });
  }
  return entries;
}

function readEtag(reader: RecordReader, flags: number): string {
  if ((flags & HEX_ETAG) !== 0) return reader.bytes(16).toString('hex');
  if ((flags & HEX_ETAG_OF_PARTS) !== 0) return `${reader.bytes(16).toString('hex')}-${reader.varint()}`;
  return reader.text();
}

class RecordReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  byte(): number {
    return this.#bytes.readUInt8(this.#at++);
  }

  bytes(count: number): Buffer {
    if (this.#at + count > this.#bytes.length) throw new RangeError('a record goes beyond its block');
    this.#at += count;
    return this.#bytes.subarray(this.#at - count, this.#at);
  }

  text(): string {
    return this.bytes(this.varint()).toString('utf8');
  }

  varint(): number {
    let value = 0;
    // Up to 2^53: arithmetic, because the operators on bits know 32 of them.
    for (let scale = 1; ; scale *= 128) {
      const byte = this.byte();
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
    }
  }
}

function writeVarint(buffer: Buffer, start: number, value: number): number {
  let at = start;
  let left = value;
  while (left >= 0x80) {
    buffer[at++] = (left % 128) | 0x80;
    left = Math.floor(left / 128);
  }
  buffer[at++] = left;
  return at;
}

function writeText(buffer: Buffer, start: number, text: string): number {
  const at = writeVarint(buffer, start, Buffer.byteLength(text));
  return at + buffer.write(text, at, 'utf8');
}

function sharedBytes(left: Buffer, right: Buffer): number {
  const most = Math.min(left.length, right.length);
  let shared = 0;
  while (shared < most && left[shared] === right[shared]) shared++;
  return shared;
}
