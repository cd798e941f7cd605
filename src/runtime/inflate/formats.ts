import {
  brotliDecompressSync,
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createInflateRaw,
  gunzipSync,
  inflateRawSync,
  inflateSync,
} from 'node:zlib';
import type { BrotliDecompress, Gunzip, Inflate, InflateRaw, ZlibOptions } from 'node:zlib';

/** A format that can be decompressed. */
export interface CompressedFormat {
  readonly name: string;
  createStream(options: { readonly chunkSize: number }): Gunzip | Inflate | InflateRaw | BrotliDecompress;
  /** With `info`, Node gives the engine beside the bytes, which its types do not know. */
  readonly decompressSync: (bytes: Uint8Array, options: ZlibOptions) => unknown;
}

export const GZIP: CompressedFormat = {
  name: 'gzip',
  createStream: createGunzip,
  decompressSync: gunzipSync,
};

/** The data of a gzip member, without what surrounds it. */
export const RAW_DEFLATE: CompressedFormat = {
  name: 'gzip',
  createStream: createInflateRaw,
  decompressSync: inflateRawSync,
};

export const ZLIB: CompressedFormat = {
  name: 'zlib',
  createStream: createInflate,
  decompressSync: inflateSync,
};

export const BROTLI: CompressedFormat = {
  name: 'br',
  createStream: createBrotliDecompress,
  decompressSync: brotliDecompressSync,
};

/** Which format it is, by the first bytes; null for bytes to be passed on as they are. */
export type ChooseFormat = (head: Uint8Array) => CompressedFormat | null;

/** So many bytes tell the formats apart. */
export const SIGNATURE_BYTES = 2;

/** The second byte of a zlib stream whose first is 0x78, for each level (RFC 1950, section 2.2). */
const ZLIB_LEVELS: readonly number[] = [0x01, 0x5e, 0x9c, 0xda];

/** The format by the first bytes; null when they are none's. Brotli has no signature. */
export function detectFormat(head: Uint8Array): CompressedFormat | null {
  if (isGzip(head)) return GZIP;
  if (head[0] === 0x78 && ZLIB_LEVELS.includes(head[1] ?? -1)) return ZLIB;
  return null;
}

/** RFC 1952, section 2.3.1: every gzip member begins with these bytes. */
export function isGzip(head: Uint8Array): boolean {
  return head[0] === 0x1f && head[1] === 0x8b;
}
