/**
 * A file of records, one per line: `CRC-32 in hexadecimal, a space, JSON`. A position says how many of its lines count;
 * those are never touched again, so that each checkpoint stays true whatever is written behind them.
 */
import { createReadStream } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { crc32 } from 'node:zlib';
import type { Json } from '../../../../runtime/api.ts';
import { prepareFile, syncFolder, writeAll } from '../../../../runtime/api.ts';
import { UnreadableInventory } from './reader.ts';

/** So many bytes of lines are written at once. */
const WRITE_BYTES = 256 * 1024;

/** Some lines that were read together. */
export interface LinePage {
  readonly records: readonly Json[];
  /** Where the last of them ends in the file. */
  readonly end: number;
}

/** `add` is synchronous and only fills memory; whoever adds much awaits `relieve` now and then. */
export class LineWriter {
  readonly #file: FileHandle;
  readonly #path: string;
  #lines: string[] = [];
  #heldBytes = 0;
  #fileBytes: number;
  #records: number;
  #isNamed: boolean;
  #isClosed = false;
  #work: Promise<void> = Promise.resolve();

  private constructor(
    file: FileHandle,
    path: string,
    start: { readonly bytes: number; readonly records: number },
  ) {
    this.#file = file;
    this.#path = path;
    this.#fileBytes = start.bytes;
    this.#records = start.records;
    this.#isNamed = start.records > 0;
  }

  /** A new file, in place of one that no checkpoint knows. */
  static async create(path: string): Promise<LineWriter> {
    return new LineWriter(await open(path, 'w', 0o600), path, { bytes: 0, records: 0 });
  }

  /** Goes on behind the first `records` lines. Throws UnreadableInventory when they are not there. */
  static async append(path: string, records: number): Promise<LineWriter> {
    if (records === 0) return LineWriter.create(path);
    let bytes = 0;
    for await (const { end } of readLines(path, { from: 0, to: records })) bytes = end;
    return prepareFile(await open(path, 'r+'), async (file) => {
      await file.truncate(bytes);
      return new LineWriter(file, path, { bytes, records });
    });
  }

  get records(): number {
    return this.#records;
  }

  add(record: Json): void {
    const json = JSON.stringify(record);
    const line = `${crc32(json).toString(16).padStart(8, '0')} ${json}\n`;
    this.#lines.push(line);
    this.#heldBytes += line.length;
    this.#records++;
  }

  /** Writes what has come together, if it is much. */
  async relieve(): Promise<void> {
    if (this.#heldBytes >= WRITE_BYTES) await this.#write();
  }

  /** Everything that was added can be read from the file. */
  async write(): Promise<void> {
    await this.#write();
  }

  /** Makes everything that was added durable. */
  async flush(): Promise<void> {
    if (this.#isClosed) return this.#work;
    void this.#write();
    await this.#then(async () => {
      await this.#file.datasync();
      if (this.#isNamed) return;
      await syncFolder(dirname(this.#path));
      this.#isNamed = true;
    });
  }

  /** Gives up what is not in the file. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    await this.#work.catch(() => undefined);
    await this.#file.close();
  }

  #write(): Promise<void> {
    if (this.#lines.length === 0) return this.#work;
    const bytes = Buffer.from(this.#lines.join(''));
    const at = this.#fileBytes;
    this.#lines = [];
    this.#heldBytes = 0;
    this.#fileBytes += bytes.length;
    return this.#then(() => writeAll(this.#file, bytes, at));
  }

  /** One after another; after a failure nothing more is done. */
  #then(action: () => Promise<void>): Promise<void> {
    this.#work = this.#work.then(action);
    // Told to whoever waits for it; work that follows fails with it.
    this.#work.catch(() => undefined);
    return this.#work;
  }
}

/** The lines from number `from` (counted from 0) to `to` (exclusive). Throws UnreadableInventory when they are not there. */
export async function* readLines(
  path: string,
  { from, to }: { readonly from: number; readonly to: number },
): AsyncGenerator<LinePage> {
  let line = 0;
  let end = 0;
  let rest: Buffer = Buffer.alloc(0);
  if (to === 0) return;
  for await (const chunk of chunksOf(path)) {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const records: Json[] = [];
    let at = 0;
    for (let next = bytes.indexOf(10); next >= 0 && line < to; next = bytes.indexOf(10, at)) {
      if (line >= from) records.push(recordOf(bytes.subarray(at, next), line));
      end += next + 1 - at;
      at = next + 1;
      line++;
    }
    if (records.length > 0 || line === to) yield { records, end };
    if (line === to) return;
    rest = bytes.subarray(at);
  }
  throw new UnreadableInventory(`ends after ${line} of ${to} lines`);
}

async function* chunksOf(path: string): AsyncGenerator<Buffer> {
  try {
    // Without an encoding, a stream of a file gives buffers.
    for await (const chunk of createReadStream(path, { highWaterMark: 64 * 1024 })) yield chunk as Buffer;
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === undefined) throw cause;
    throw new UnreadableInventory(code === 'ENOENT' ? 'is gone' : `cannot be read: ${message}`, cause);
  }
}

function recordOf(line: Buffer, number: number): Json {
  const json = line.subarray(9);
  if (line.length < 9 || parseInt(line.toString('latin1', 0, 8), 16) !== crc32(json)) {
    throw new UnreadableInventory(`is damaged: line ${number + 1} has a wrong checksum`);
  }
  // What was written here, as its checksum says.
  return JSON.parse(json.toString('utf8')) as Json;
}

/** How many whole lines there are; none in a file that is not there. */
export async function countLines(path: string): Promise<number> {
  let lines = 0;
  try {
    for await (const chunk of chunksOf(path)) {
      for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) lines++;
    }
  } catch (error) {
    if (error instanceof UnreadableInventory && error.reason === 'is gone') return 0;
    throw error;
  }
  return lines;
}
