import type { FrameConsumer, Framer } from '../api.ts';
import { ByteWriter } from '../api.ts';
import { asBuffer } from '../value/utf8.ts';

const CARRIAGE_RETURN = 13;

/**
 * Finds separators. A line that lies in one chunk is given as it lies there, without a copy; what a chunk ends with is
 * held until the rest of the line comes.
 *
 * A line that is too long is reported in pieces of `maxLineBytes`, counted from its beginning, as soon as it is
 * certain: so the pieces are the same however the input was cut into chunks.
 */
export class SeparateFramer implements Framer {
  readonly #separator: Buffer;
  /** What to look for: a single byte is found faster as a number. */
  readonly #needle: Buffer | number;
  readonly #stripsCarriageReturn: boolean;
  readonly #maxLineBytes: number;
  /** With so many bytes and no separator in them a line is too long, even if one begins in the last of them. */
  readonly #certainlyTooLong: number;
  /** The beginning of the line that goes on in the next chunk (of its next piece, when it is too long). */
  readonly #held = new ByteWriter(0);
  #heldOffset = 0;
  /** Bytes of the current line that were reported already, because it is too long. */
  #reported = 0;

  constructor(separator: string, maxLineBytes: number) {
    this.#separator = Buffer.from(separator);
    this.#needle = this.#separator.length === 1 ? this.#separator[0]! : this.#separator;
    this.#stripsCarriageReturn = separator === '\n';
    this.#maxLineBytes = maxLineBytes;
    this.#certainlyTooLong = maxLineBytes + this.#separator.length + (this.#stripsCarriageReturn ? 1 : 0);
  }

  /** A line that is too long counts from its beginning: only there can it be recognised again. */
  get pendingBytes(): number {
    return this.#reported + this.#held.length;
  }

  push(bytes: Uint8Array, start: number, end: number, offset: number, out: FrameConsumer): void {
    const all = asBuffer(bytes);
    const chunk = start === 0 && end === all.length ? all : all.subarray(start, end);
    let from = this.#held.length === 0 ? 0 : this.#endHeldLine(chunk, offset, out);
    for (;;) {
      const at = chunk.indexOf(this.#needle, from);
      if (at < 0) break;
      this.#line(chunk, from, at, offset + from, out);
      from = at + this.#separator.length;
    }
    if (from < chunk.length) this.#hold(chunk, from, offset + from, out);
  }

  /** A line does not go on in the next frame. */
  endFrame(out: FrameConsumer): void {
    this.finish(out);
  }

  finish(out: FrameConsumer): void {
    const length = this.#held.length;
    if (length === 0) return;
    const line = this.#held.take(0);
    if (this.#isTooLong(length)) this.#reportRest(line, 0, length, this.#heldOffset, out);
    else out.frame(line, 0, length, this.#heldOffset);
  }

  /** A line and the separator after it were found. */
  #line(bytes: Buffer, start: number, end: number, offset: number, out: FrameConsumer): void {
    const stripped =
      this.#stripsCarriageReturn && end > start && bytes[end - 1] === CARRIAGE_RETURN ? end - 1 : end;
    if (this.#isTooLong(stripped - start)) this.#reportRest(bytes, start, end, offset, out);
    else out.frame(bytes, start, stripped, offset);
  }

  /** Looks for the end of the held line; returns where in `chunk` the next line begins. */
  #endHeldLine(chunk: Buffer, offset: number, out: FrameConsumer): number {
    const at = this.#findAcross(chunk);
    if (at === NOT_FOUND) {
      this.#hold(chunk, 0, offset, out);
      return chunk.length;
    }
    if (at > 0) this.#held.bytes(chunk, 0, at);
    const length = this.#held.length + Math.min(at, 0);
    // Nobody else refers to these bytes any more: the line may keep them.
    this.#line(this.#held.take(0), 0, length, this.#heldOffset, out);
    return at + this.#separator.length;
  }

  /** Where the separator begins in `chunk`; negative when it begins in the held bytes. */
  #findAcross(chunk: Buffer): number {
    const reach = this.#separator.length - 1;
    if (reach > 0) {
      const held = this.#held.written;
      const before = Math.min(reach, held.length);
      const seam = Buffer.concat([held.subarray(held.length - before), chunk.subarray(0, reach)]);
      const at = seam.indexOf(this.#separator);
      if (at >= 0) return at - before;
    }
    const at = chunk.indexOf(this.#needle);
    return at < 0 ? NOT_FOUND : at;
  }

  /** Keeps the rest of a chunk, in which no separator was found, for the next one. */
  #hold(chunk: Buffer, from: number, offset: number, out: FrameConsumer): void {
    if (this.#held.length === 0) this.#heldOffset = offset;
    this.#held.bytes(chunk, from);
    if (this.#held.length < this.#certainlyTooLong) return;
    const bytes = this.#held.take(0);
    let at = 0;
    while (bytes.length - at >= this.#certainlyTooLong) {
      this.#reportPiece(bytes, at, at + this.#maxLineBytes, this.#heldOffset + at, out);
      at += this.#maxLineBytes;
    }
    this.#held.bytes(bytes, at);
    this.#heldOffset += at;
  }

  #isTooLong(length: number): boolean {
    return this.#reported > 0 || length > this.#maxLineBytes;
  }

  /** The last pieces of a line that is too long. */
  #reportRest(bytes: Buffer, start: number, end: number, offset: number, out: FrameConsumer): void {
    for (let at = start; at < end; at += this.#maxLineBytes) {
      this.#reportPiece(bytes, at, Math.min(at + this.#maxLineBytes, end), offset + at - start, out);
    }
    this.#reported = 0;
  }

  #reportPiece(bytes: Buffer, start: number, end: number, offset: number, out: FrameConsumer): void {
    const again = this.#reported === 0 ? '' : '; this is more of it';
    this.#reported += end - start;
    out.error(
      `a line is longer than \`max_line_bytes\` (${this.#maxLineBytes})${again}`,
      bytes,
      start,
      end,
      offset,
    );
  }
}

const NOT_FOUND = Number.NEGATIVE_INFINITY;
