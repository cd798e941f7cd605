import { readFile } from 'node:fs/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { crc32 } from 'node:zlib';
import type { BodyBuffer } from '../body-buffer.ts';
import type { StateFiles } from './state-files.ts';
import type { TailState } from './state.ts';

/** A tail of at most so many bytes is part of the state itself: a small object costs no file. */
const INLINE_BYTES = 64 * 1024;

/** So many bytes are summed without a break: well below a millisecond. */
const CRC_STEP_BYTES = 512 * 1024;

/** The file that has what is in a buffer, as far as a checkpoint knows it. */
interface TailFile {
  readonly name: string;
  /** `takes` of the buffer: with another number its first byte is another one. */
  readonly takes: number;
  bytes: number;
  crc32: number;
}

/**
 * Keeps the bytes of open objects that are in no part. What a checkpoint has written is not written again by the next one:
 * as long as no part was taken, only what is new is appended.
 */
export class TailFiles {
  readonly #files: StateFiles;
  readonly #inlineBytes: number;
  readonly #byBuffer = new WeakMap<BodyBuffer, TailFile>();

  constructor(files: StateFiles, inlineBytes = INLINE_BYTES) {
    this.#files = files;
    this.#inlineBytes = inlineBytes;
  }

  /**
   * Captures what is in the buffer, without copying it; what the result gives must be called, and resolves when the bytes
   * are durable. The flow may go on to fill and to empty the buffer meanwhile.
   */
  capture(buffer: BodyBuffer): () => Promise<TailState> {
    if (buffer.length <= this.#inlineBytes) {
      const state = { base64: buffer.writer.written.toString('base64') };
      return () => Promise.resolve(state);
    }
    const file = this.#fileOf(buffer);
    const { length } = buffer;
    const { bytes, unpin } = buffer.pin(file.bytes);
    return async () => {
      try {
        const written = bytes.length > 0 ? this.#files.append(file.name, file.bytes, bytes) : undefined;
        const [sum] = await Promise.all([crc32InSteps(bytes, file.crc32), written]);
        file.bytes = length;
        file.crc32 = sum;
        return { file: file.name, bytes: length, crc32: sum };
      } finally {
        unpin();
      }
    };
  }

  #fileOf(buffer: BodyBuffer): TailFile {
    const known = this.#byBuffer.get(buffer);
    if (known?.takes === buffer.takes) return known;
    const file = { name: this.#files.newName('tail'), takes: buffer.takes, bytes: 0, crc32: 0 };
    this.#byBuffer.set(buffer, file);
    return file;
  }
}

/** Goes on from `sum`. The events go on in between: the sum of a whole part takes some milliseconds. */
async function crc32InSteps(bytes: Buffer, sum: number): Promise<number> {
  let result = sum;
  for (let at = 0; at < bytes.length; at += CRC_STEP_BYTES) {
    await nextTurn();
    result = crc32(bytes.subarray(at, at + CRC_STEP_BYTES), result);
  }
  return result;
}

/** Reads a tail. Undefined when the file is not what the checkpoint says. */
export async function readTail(files: StateFiles, tail: TailState): Promise<Buffer | undefined> {
  if ('base64' in tail) return Buffer.from(tail.base64, 'base64');
  const content = await readFile(files.path(tail.file)).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  });
  const bytes = content?.subarray(0, tail.bytes);
  return bytes?.length === tail.bytes && crc32(bytes) === tail.crc32 ? bytes : undefined;
}
