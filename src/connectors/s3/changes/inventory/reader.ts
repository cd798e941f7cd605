import type { FileHandle } from 'node:fs/promises';
import { open } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import type { InventoryEntry } from '../change.ts';
import { BLOCK_BYTES, BLOCK_HEAD_BYTES, CUT, MAGIC, MAX_RECORD_BYTES, decodeEntries } from './format.ts';

/** What an inventory holds that cannot be read; `reason` follows the name of the file in a message. */
export class UnreadableInventory extends Error {
  readonly reason: string;
  constructor(reason: string, cause?: unknown) {
    super(`the inventory ${reason}`, cause === undefined ? undefined : { cause });
    this.name = 'UnreadableInventory';
    this.reason = reason;
  }
}

export interface InventoryBlock {
  readonly entries: readonly InventoryEntry[];
  /** Where the block ends in the file. */
  readonly end: number;
  /** There are more records in it, which do not count. */
  readonly hasMore: boolean;
}

/** Reads so many bytes of the file at once. */
const READ_BYTES = 512 * 1024;

/**
 * The first `records` records of an inventory, block by block. Throws UnreadableInventory when they are not all there
 * as they were written.
 */
export async function* readInventory(path: string, records: number): AsyncGenerator<InventoryBlock> {
  const file = await openInventory(path);
  try {
    const bytes = new FileBytes(file);
    if (!(await bytes.take(MAGIC.length))?.equals(MAGIC)) {
      throw new UnreadableInventory('is not one of this version of flowrun');
    }
    let read = 0;
    for (let piece = await readPiece(bytes); read < records;) {
      if (piece?.kind !== 'block') throw new UnreadableInventory(`ends after ${read} of ${records} records`);
      const { entries, end } = piece;
      const next = await readPiece(bytes);
      const limit = next?.kind === 'cut' ? Math.min(records, next.records) : records;
      const counting = entries.slice(0, limit - read);
      yield { entries: counting, end, hasMore: counting.length < entries.length };
      read += counting.length;
      piece = next?.kind === 'cut' ? await readPiece(bytes) : next;
    }
  } finally {
    await file.close();
  }
}

async function openInventory(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'r');
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    throw new UnreadableInventory(code === 'ENOENT' ? 'is gone' : `cannot be opened: ${message}`, cause);
  }
}

type Piece =
  | { readonly kind: 'block'; readonly entries: readonly InventoryEntry[]; readonly end: number }
  | { readonly kind: 'cut'; readonly records: number };

/** Null at the end of the file, or where a block was cut off. */
async function readPiece(bytes: FileBytes): Promise<Piece | null> {
  const at = bytes.offset;
  const head = await bytes.take(BLOCK_HEAD_BYTES);
  if (head === null) return null;
  const [length, sum, records] = [head.readUInt32LE(0), head.readUInt32LE(4), head.readUInt32LE(8)];
  if (length === CUT) {
    if (crc32(head.subarray(8)) !== sum) throw damaged(at);
    return { kind: 'cut', records };
  }
  if (length > BLOCK_BYTES + MAX_RECORD_BYTES) throw damaged(at);
  const payload = await bytes.take(length);
  if (payload === null) return null;
  if (crc32(payload) !== sum) throw damaged(at);
  return { kind: 'block', entries: decodeEntries(payload, records), end: bytes.offset };
}

function damaged(at: number): UnreadableInventory {
  return new UnreadableInventory(`is damaged: the block at byte ${at} has a wrong checksum`);
}

/** A file from its beginning, in pieces of any size. */
class FileBytes {
  readonly #file: FileHandle;
  #bytes: Buffer = Buffer.alloc(0);
  #fileAt = 0;
  offset = 0;

  constructor(file: FileHandle) {
    this.#file = file;
  }

  /** The next `count` bytes; null when the file has fewer. */
  async take(count: number): Promise<Buffer | null> {
    while (this.#bytes.length < count) {
      const more = Buffer.allocUnsafe(READ_BYTES);
      const { bytesRead } = await this.#file.read(more, 0, READ_BYTES, this.#fileAt);
      if (bytesRead === 0) return null;
      this.#fileAt += bytesRead;
      this.#bytes = Buffer.concat([this.#bytes, more.subarray(0, bytesRead)]);
    }
    const taken = this.#bytes.subarray(0, count);
    this.#bytes = this.#bytes.subarray(count);
    this.offset += count;
    return taken;
  }
}
