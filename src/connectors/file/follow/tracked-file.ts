import { createHash } from 'node:crypto';
import type { Stats } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import type { ResumePoint } from '../../../runtime/api.ts';
import type { FileHead } from '../position.ts';
import type { FollowedFile } from './position.ts';
import type { Tail } from './tail.ts';

/** So many first bytes tell one file from another. */
const HEAD_BYTES = 1024;

/** A file that is followed, under whatever name it goes; it is open only while there is something to read. */
export class TrackedFile {
  /** Where it was seen last, as the pattern finds it. */
  path: string;
  device: number;
  inode: number;
  /** Behind the last event that is out. */
  resume: ResumePoint;
  /** Behind the last byte that was read. */
  readOffset: number;
  /** When it was looked at last. */
  seenBytes: number;
  seenMtimeMs = -1;
  /** Since when no path that matches leads to it; null while one does. */
  goneSinceMs: number | null = null;
  /** The file that was at this path before: it is read to its end first. */
  predecessor: TrackedFile | null = null;
  tail: Tail | null = null;
  /** It is compressed, and so does not grow line by line. */
  isSkipped = false;
  /** When it was opened last, counted in openings: who has waited longest comes first. */
  turn = 0;
  /** No more will come: what is left is given out, and it is forgotten. */
  isEnding = false;
  #head: FileHead;
  /** The bytes that `#head` is of, once they have been seen in this run. */
  #headBytes: Buffer;
  #position: FollowedFile | null = null;

  constructor(saved: FollowedFile) {
    this.path = saved.path;
    this.device = saved.device;
    this.inode = saved.inode;
    this.resume = { offset: saved.offset, skipEvents: saved.skipEvents };
    this.readOffset = saved.offset;
    this.seenBytes = saved.offset;
    this.#head = saved.head;
    this.#headBytes = Buffer.alloc(0);
  }

  static new(path: string, { dev: device, ino: inode }: Stats): TrackedFile {
    return new TrackedFile({ path, device, inode, offset: 0, skipEvents: 0, head: headOf(Buffer.alloc(0)) });
  }

  get key(): string {
    return `${this.device}:${this.inode}`;
  }

  get position(): FollowedFile {
    const { path, device, inode } = this;
    const { offset, skipEvents } = this.resume;
    const last = this.#position;
    // Positions are taken of all files after every batch: those of files at rest must cost nothing.
    const isSame =
      last !== null &&
      last.offset === offset &&
      last.skipEvents === skipEvents &&
      last.path === path &&
      last.inode === inode &&
      last.head === this.#head;
    this.#position = isSame ? last : { path, device, inode, offset, skipEvents, head: this.#head };
    return this.#position;
  }

  /** May a decoder have held something back that was read? */
  get mayHoldBack(): boolean {
    return this.readOffset > this.resume.offset;
  }

  /** Is there nothing left to read of what the last look has shown? */
  get isDrained(): boolean {
    return this.tail === null ? this.seenBytes <= this.readOffset : this.tail.isDrained;
  }

  /** Takes note of bytes that were read at `readOffset`. */
  noteRead(bytes: Uint8Array): void {
    const known = this.#headBytes.length;
    if (known < HEAD_BYTES && this.readOffset <= known && this.readOffset + bytes.length > known) {
      const start = known - this.readOffset;
      const more = bytes.subarray(start, start + HEAD_BYTES - known);
      this.#headBytes = Buffer.concat([this.#headBytes, more]);
      this.#head = headOf(this.#headBytes);
    }
    this.readOffset += bytes.length;
  }

  /** Does this file still begin with what was read of it? */
  async beginsAsRead(file: FileHandle): Promise<boolean> {
    const { bytes, sha256 } = this.#head;
    if (bytes === 0) return true;
    const found = await readFirst(file, bytes);
    const isSame = found.length === bytes && headOf(found).sha256 === sha256;
    if (isSame) this.#headBytes = found;
    return isSame;
  }

  /** It has another content now: nothing of that was read. */
  restart(): void {
    this.resume = { offset: 0, skipEvents: 0 };
    this.readOffset = 0;
    this.isSkipped = false;
    this.#headBytes = Buffer.alloc(0);
    this.#head = headOf(this.#headBytes);
  }
}

export async function readFirst(file: FileHandle, maxBytes: number): Promise<Buffer> {
  const buffer = Buffer.alloc(maxBytes);
  let bytes = 0;
  while (bytes < maxBytes) {
    const { bytesRead } = await file.read(buffer, bytes, maxBytes - bytes, bytes);
    if (bytesRead === 0) break;
    bytes += bytesRead;
  }
  return buffer.subarray(0, bytes);
}

function headOf(bytes: Uint8Array): FileHead {
  return { bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
}
