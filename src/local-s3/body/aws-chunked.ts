import { S3Error } from '../errors.ts';
import type { ChunkSignatures } from './chunk-signatures.ts';

type Expecting = 'size' | 'data' | 'end of data' | 'trailers' | 'nothing';

/** The longest line before a chunk or in the trailers; what is longer is not aws-chunked. */
const MAX_LINE_BYTES = 4096;
/** No client has more than a checksum and its signature; without a bound, lines would fill the memory for ever. */
const MAX_TRAILERS = 16;
const NEWLINE = 0x0a;
const EMPTY = Buffer.alloc(0);

/**
 * Takes the aws-chunked framing off a body, as it comes in, whatever pieces it comes in:
 *
 *     1000;chunk-signature=…\r\n <4096 bytes> \r\n  …  0;chunk-signature=…\r\n x-amz-checksum-crc32:…\r\n \r\n
 */
export class AwsChunkedDecoder {
  readonly trailers = new Map<string, string>();
  readonly #signatures: ChunkSignatures | undefined;
  #expecting: Expecting = 'size';
  #remaining = 0;
  /** The beginning of a line whose end has not come yet. */
  #partialLine: Buffer = EMPTY;

  constructor(signatures: ChunkSignatures | undefined) {
    this.#signatures = signatures;
  }

  /** The payload in `bytes`, as views of it. */
  decode(bytes: Buffer): readonly Buffer[] {
    const payload: Buffer[] = [];
    let at = 0;
    while (at < bytes.length) {
      if (this.#expecting === 'data') {
        const piece = bytes.subarray(at, at + this.#remaining);
        this.#signatures?.update(piece);
        payload.push(piece);
        at += piece.length;
        this.#remaining -= piece.length;
        if (this.#remaining === 0) this.#endChunk();
      } else {
        const newline = bytes.indexOf(NEWLINE, at);
        const end = newline === -1 ? bytes.length : newline + 1;
        this.#partialLine = Buffer.concat([this.#partialLine, bytes.subarray(at, end)]);
        at = end;
        if (this.#partialLine.length > MAX_LINE_BYTES) throw new S3Error('IncompleteBody');
        if (newline !== -1) this.#line(this.#takeLine());
      }
    }
    return payload;
  }

  /** Called when the body has ended. */
  finish(): void {
    // Some clients leave out the empty line after the trailers.
    if (this.#expecting === 'trailers' && this.#partialLine.length === 0) this.#endTrailers();
    if (this.#expecting !== 'nothing') throw new S3Error('IncompleteBody');
  }

  #takeLine(): string {
    const line = this.#partialLine.toString('latin1').replace(/\r?\n$/, '');
    this.#partialLine = EMPTY;
    return line;
  }

  #line(line: string): void {
    switch (this.#expecting) {
      case 'size':
        return this.#sizeLine(line);
      case 'end of data':
        if (line !== '') throw new S3Error('IncompleteBody');
        this.#expecting = 'size';
        return;
      case 'trailers':
        return this.#trailerLine(line);
      case 'data':
      case 'nothing':
        throw new S3Error('IncompleteBody');
    }
  }

  #sizeLine(line: string): void {
    const match = /^([0-9a-fA-F]{1,12})(?:;chunk-signature=([0-9a-f]{64}))?$/.exec(line);
    if (match === null) throw new S3Error('IncompleteBody');
    this.#remaining = parseInt(match[1]!, 16);
    this.#signatures?.beginChunk(match[2]);
    if (this.#remaining > 0) {
      this.#expecting = 'data';
    } else {
      this.#signatures?.endChunk();
      this.#expecting = 'trailers';
    }
  }

  #endChunk(): void {
    this.#signatures?.endChunk();
    this.#expecting = 'end of data';
  }

  #trailerLine(line: string): void {
    if (line === '') return this.#endTrailers();
    const colon = line.indexOf(':');
    if (colon === -1 || this.trailers.size === MAX_TRAILERS) throw new S3Error('MalformedTrailerError');
    this.trailers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }

  #endTrailers(): void {
    this.#signatures?.checkTrailers(this.trailers);
    this.#expecting = 'nothing';
  }
}
