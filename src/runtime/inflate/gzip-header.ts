/** What the first bytes of a gzip member say about its header. */
export type GzipHeader =
  | { readonly kind: 'complete'; readonly length: number }
  /** It goes on behind these bytes. */
  | { readonly kind: 'partial' }
  | { readonly kind: 'wrong'; readonly reason: string };

const FIXED_BYTES = 10;
const DEFLATE = 8;
const FLAG = { headerChecksum: 2, extra: 4, name: 8, comment: 16, reserved: 0xe0 } as const;

/** A header may hold a name and a comment of any length; no honest one is that long. */
const MAX_HEADER_BYTES = 1024 * 1024;

/** Measures the header of a gzip member (RFC 1952, section 2.3). `bytes` begin with the header. */
export function measureGzipHeader(bytes: Uint8Array): GzipHeader {
  const [id1 = 0x1f, id2 = 0x8b, method = DEFLATE, flags = 0] = bytes;
  if (id1 !== 0x1f || id2 !== 0x8b) return { kind: 'wrong', reason: 'incorrect header check' };
  if (method !== DEFLATE) return { kind: 'wrong', reason: 'unknown compression method' };
  if ((flags & FLAG.reserved) !== 0) return { kind: 'wrong', reason: 'unknown header flags set' };
  const length = headerLength(bytes, flags);
  if (length <= bytes.length) return { kind: 'complete', length };
  if (bytes.length > MAX_HEADER_BYTES) return { kind: 'wrong', reason: 'its header does not end' };
  return { kind: 'partial' };
}

/** Infinity while the header has no end in `bytes`. */
function headerLength(bytes: Uint8Array, flags: number): number {
  let end = FIXED_BYTES;
  if ((flags & FLAG.extra) !== 0) end += 2 + (bytes[end] ?? Infinity) + (bytes[end + 1] ?? Infinity) * 256;
  for (const text of [FLAG.name, FLAG.comment]) {
    if ((flags & text) === 0) continue;
    const zero = bytes.indexOf(0, end);
    end = zero === -1 ? Infinity : zero + 1;
  }
  return (flags & FLAG.headerChecksum) === 0 ? end : end + 2;
}
