import type { FileHandle } from 'node:fs/promises';
import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { crc32 } from 'node:zlib';
import { prepareFile, step, syncFolder, writeAll } from '../../../../runtime/api.ts';
import { cannotWriteState } from '../../cannot-write-state.ts';
import type { InventoryEntry } from '../change.ts';
import { BLOCK_BYTES, BLOCK_HEAD_BYTES, CUT, MAGIC, MAX_RECORD_BYTES, encodeEntry } from './format.ts';

/** So many bytes of closed blocks are written at once. */
const WRITE_BYTES = 1024 * 1024;
const NO_KEY = Buffer.alloc(0);

/**
 * Writes an inventory, record by record. `add` is synchronous and only fills memory; whoever adds much awaits `relieve`
 * now and then, which keeps that memory small.
 */
export class InventoryWriter {
  readonly #file: FileHandle;
  readonly #path: string;
  readonly #block = Buffer.allocUnsafe(BLOCK_HEAD_BYTES + BLOCK_BYTES + MAX_RECORD_BYTES);
  #blockEnd = BLOCK_HEAD_BYTES;
  #blockRecords = 0;
  #previousKey: Buffer = NO_KEY;
  /** Closed blocks that are not in the file yet. */
  #pending: Buffer[] = [];
  #pendingBytes = 0;
  #fileBytes: number;
  #records: number;
  #work: Promise<void> = Promise.resolve();
  #isFinished = false;

  private constructor(
    file: FileHandle,
    path: string,
    start: { readonly bytes: number; readonly records: number },
  ) {
    this.#file = file;
    this.#path = path;
    this.#fileBytes = start.bytes;
    this.#records = start.records;
  }

  /** A new file; one that is there is from a run whose checkpoints do not know it. */
  static async create(path: string): Promise<InventoryWriter> {
    return prepareFile(await open(path, 'w', 0o600), async (file) => {
      await writeAll(file, MAGIC, 0);
      return new InventoryWriter(file, path, { bytes: MAGIC.length, records: 0 });
    });
  }

  /**
   * Goes on behind the first `records` records, of which the last block ends at byte `bytes`: what follows there is
   * removed. `isCut`: there are more records in that block, and they do not count.
   */
  static async append(
    path: string,
    start: { readonly bytes: number; readonly records: number; readonly isCut: boolean },
  ): Promise<InventoryWriter> {
    return prepareFile(await open(path, 'r+'), async (file) => {
      await file.truncate(start.bytes);
      const writer = new InventoryWriter(file, path, start);
      if (start.isCut) writer.#push(cutAt(start.records));
      return writer;
    });
  }

  get records(): number {
    return this.#records;
  }

  add(entry: InventoryEntry): void {
    const key = Buffer.from(entry.key, 'utf8');
    const place = { buffer: this.#block, at: this.#blockEnd, previousKey: this.#previousKey };
    this.#blockEnd = encodeEntry(entry, key, place);
    this.#previousKey = key;
    this.#blockRecords++;
    this.#records++;
    if (this.#blockEnd >= BLOCK_HEAD_BYTES + BLOCK_BYTES) this.#closeBlock();
  }

  /** Writes what has come together, if it is much. */
  async relieve(): Promise<void> {
    if (this.#pendingBytes >= WRITE_BYTES) await this.#write();
  }

  /** Makes everything that was added durable. May be called while it is being finished, and afterwards. */
  async flush(): Promise<void> {
    if (this.#isFinished) return this.#work;
    this.#closeBlock();
    void this.#write();
    await this.#then(() => this.#file.datasync());
    step('inventory:synced');
  }

  /** Writes the rest and closes the file; with `isDurable` it survives a power cut afterwards, its name included. */
  async finish(isDurable: boolean): Promise<void> {
    this.#isFinished = true;
    this.#closeBlock();
    void this.#write();
    await this.#then(async () => {
      if (isDurable) {
        await this.#file.datasync();
        await syncFolder(dirname(this.#path));
        step('inventory:finished');
      }
      await this.#file.close();
    });
  }

  /** Gives it up, unless it is finished: what is not in the file stays out of it. */
  async close(): Promise<void> {
    if (this.#isFinished) return;
    this.#isFinished = true;
    await this.#work.catch(() => undefined);
    await this.#file.close();
  }

  #closeBlock(): void {
    if (this.#blockRecords === 0) return;
    const block = Buffer.from(this.#block.subarray(0, this.#blockEnd));
    block.writeUInt32LE(this.#blockEnd - BLOCK_HEAD_BYTES, 0);
    block.writeUInt32LE(crc32(block.subarray(BLOCK_HEAD_BYTES)), 4);
    block.writeUInt32LE(this.#blockRecords, 8);
    this.#push(block);
    this.#blockEnd = BLOCK_HEAD_BYTES;
    this.#blockRecords = 0;
    this.#previousKey = NO_KEY;
  }

  #push(bytes: Buffer): void {
    this.#pending.push(bytes);
    this.#pendingBytes += bytes.length;
  }

  #write(): Promise<void> {
    const bytes = Buffer.concat(this.#pending);
    const at = this.#fileBytes;
    this.#pending = [];
    this.#pendingBytes = 0;
    this.#fileBytes += bytes.length;
    return this.#then(() => writeAll(this.#file, bytes, at));
  }

  /** One after another; after a failure nothing more is done. */
  #then(action: () => Promise<void>): Promise<void> {
    this.#work = this.#work.then(async () => {
      try {
        await action();
      } catch (cause) {
        throw cannotWriteState(this.#path, cause);
      }
    });
    // Told to whoever waits for it; work that follows fails with it.
    this.#work.catch(() => undefined);
    return this.#work;
  }
}

function cutAt(records: number): Buffer {
  const bytes = Buffer.alloc(BLOCK_HEAD_BYTES);
  bytes.writeUInt32LE(CUT, 0);
  bytes.writeUInt32LE(records, 8);
  bytes.writeUInt32LE(crc32(bytes.subarray(8)), 4);
  return bytes;
}
