import type { FileHandle } from 'node:fs/promises';
import { open } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import type { InventoryEntry } from '../change.ts';
import { BLOCK_BYTES, BLOCK_HEAD_BYTES, MAGIC, MAX_RECORD_BYTES, decodeEntries } from './format.ts';

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
  /** Where it begins in the file. */
  readonly at: number;
  /** How many records come before it. */
  readonly firstRecord: number;
  readonly entries: readonly InventoryEntry[];
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
    for (let read = 0; read < records;) {
      const at = bytes.offset;
      const block = await readBlock(bytes);
      if (block === null) throw new UnreadableInventory(`ends after ${read} of ${records} records`);
      const entries = block.slice(0, records - read);
      yield { at, firstRecord: read, entries };
      read += entries.length;
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

/** Null at the end of the file, or where a block was cut off. */
async function readBlock(bytes: FileBytes): Promise<InventoryEntry[] | null> {
  const at = bytes.offset;
  const head = await bytes.take(BLOCK_HEAD_BYTES);
  if (head === null) return null;
  const [length, sum, records] = [head.readUInt32LE(0), head.readUInt32LE(4), head.readUInt32LE(8)];
  if (length > BLOCK_BYTES + MAX_RECORD_BYTES) throw damaged(at);
  const payload = await bytes.take(length);
  if (payload === null) return null;
  if (crc32(payload) !== sum) throw damaged(at);
  return decodeEntries(payload, records);
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
