import { crc32 } from 'node:zlib';
import { CodecError } from '../api.ts';
import { GZIP, RAW_DEFLATE } from './formats.ts';
import { measureGzipHeader } from './gzip-header.ts';
import { Inflater, moreBytes, notInFormat } from './inflater.ts';

/** Checksum and length, four bytes each. */
const TRAILER_BYTES = 8;

/**
 * Decompresses gzip: members one behind the other, and zeros behind the last.
 *
 * Node's own reader checks checksums and looks for the next member in the call that decompresses, and drops all that
 * this call has decompressed when it finds a fault. So only the data goes through zlib here; what surrounds it is
 * read by this class, when the data is out.
 */
export class GzipInflater {
  #part: 'header' | 'data' | 'trailer' | 'padding' = 'header';
  /** The bytes of a header or trailer of which the rest has not come yet. */
  #held: Uint8Array = new Uint8Array(0);
  #data: Inflater | null = null;
  /** Members that are complete. */
  #members = 0;
  #checksum = 0;
  #length = 0;

  /** Takes compressed bytes and gives what they become. Throws CodecError. */
  async *push(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
    let rest = bytes;
    while (rest.length > 0) {
      if (this.#part === 'header') rest = this.#takeHeader(rest);
      else if (this.#part === 'data') {
        yield* this.#counted(this.#data!.push(rest));
        rest = rest.subarray(rest.length - this.#data!.unusedBytes);
        if (rest.length > 0) this.#endData();
      } else if (this.#part === 'trailer') rest = this.#takeTrailer(rest);
      else if (rest.some((byte) => byte !== 0)) throw moreBytes(GZIP);
      else return;
    }
  }

  /** The compressed bytes are over: gives the rest. Throws CodecError when they are cut off. */
  async *finish(): AsyncGenerator<Uint8Array> {
    if (this.#part === 'data') {
      yield* this.#counted(this.#data!.finish());
      this.#endData();
    }
    const isBetweenMembers = this.#part === 'header' && this.#members > 0 && this.#held.length === 0;
    if (!isBetweenMembers && this.#part !== 'padding') throw new CodecError('the gzip data is cut off');
  }

  close(): void {
    this.#data?.close();
  }

  #takeHeader(bytes: Uint8Array): Uint8Array {
    if (this.#members > 0 && this.#held.length === 0 && bytes[0] === 0) {
      this.#part = 'padding';
      return bytes;
    }
    const held = this.#hold(bytes);
    const header = measureGzipHeader(held);
    if (header.kind === 'wrong') throw this.#members > 0 ? moreBytes(GZIP) : notInFormat(GZIP, header.reason);
    if (header.kind === 'partial') return held.subarray(held.length);
    this.#data = new Inflater(RAW_DEFLATE);
    return this.#next('data', held.subarray(header.length));
  }

  async *#counted(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const piece of pieces) {
      this.#checksum = crc32(piece, this.#checksum);
      this.#length += piece.length;
      yield piece;
    }
  }

  #endData(): void {
    this.#data?.close();
    this.#data = null;
    this.#part = 'trailer';
  }

  #takeTrailer(bytes: Uint8Array): Uint8Array {
    const held = this.#hold(bytes);
    if (held.length < TRAILER_BYTES) return held.subarray(held.length);
    const trailer = new DataView(held.buffer, held.byteOffset, TRAILER_BYTES);
    if (trailer.getUint32(0, true) !== this.#checksum) throw wrong('checksum');
    // The length is given modulo 2^32.
    if (trailer.getUint32(4, true) !== this.#length % 2 ** 32) throw wrong('length');
    this.#members++;
    this.#checksum = 0;
    this.#length = 0;
    return this.#next('header', held.subarray(TRAILER_BYTES));
  }

  /** What has been held back, and behind it `bytes`. */
  #hold(bytes: Uint8Array): Uint8Array {
    this.#held = this.#held.length === 0 ? bytes : Buffer.concat([this.#held, bytes]);
    return this.#held;
  }

  #next(part: 'header' | 'data', rest: Uint8Array): Uint8Array {
    this.#part = part;
    this.#held = new Uint8Array(0);
    return rest;
  }
}

function wrong(what: 'checksum' | 'length'): CodecError {
  return new CodecError(`the gzip data is damaged: it has a wrong ${what}`);
}
