import { CodecError } from '../../../runtime/api.ts';
import { BROTLI, GZIP, ZLIB, isGzip } from '../../../runtime/inflate/formats.ts';
import type { ChooseFormat, CompressedFormat } from '../../../runtime/inflate/formats.ts';
import type { ObjectHead } from './bucket-store.ts';

/** Content encodings (RFC 9110, section 8.4.1) that can be taken off; `deflate` is zlib's format. */
const BY_ENCODING: Readonly<Record<string, CompressedFormat>> = {
  gzip: GZIP,
  'x-gzip': GZIP,
  deflate: ZLIB,
  br: BROTLI,
};

/**
 * How an object is compressed, by its content encoding, its name and its first bytes, in this order; null: not at all.
 * Throws CodecError for an encoding that nobody here can take off: its bytes would be nonsense to every codec.
 */
export function formatOf(
  key: string,
  { contentEncoding }: ObjectHead,
  first: Uint8Array,
): CompressedFormat | null {
  // What is left of the framing of uploads (`aws-chunked`) says nothing about the content; servers forget to remove it.
  const encodings = (contentEncoding ?? '')
    .split(',')
    .map((encoding) => encoding.trim().toLowerCase())
    .filter((encoding) => encoding !== '' && encoding !== 'identity' && encoding !== 'aws-chunked');
  if (encodings.length > 1) throw new CodecError(`it is compressed more than once (${encodings.join(', ')})`);
  const [encoding] = encodings;
  if (encoding !== undefined) {
    const format = BY_ENCODING[encoding];
    if (format === undefined) {
      throw new CodecError(
        `content encoding \`${encoding}\` cannot be decompressed; \`decompress = "none"\` takes the bytes as they are`,
      );
    }
    // Some say so of bytes that they have decompressed on the way.
    return format === GZIP && !isGzip(first) ? null : format;
  }
  if (key.endsWith('.br')) return BROTLI;
  return isGzip(first) ? GZIP : null;
}

/** The same for a stream whose kind is known already. */
export function always(format: CompressedFormat): ChooseFormat {
  return () => format;
}
