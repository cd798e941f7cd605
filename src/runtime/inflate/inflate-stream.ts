import type { ChooseFormat, CompressedFormat } from './formats.ts';
import { GZIP, SIGNATURE_BYTES } from './formats.ts';
import { GzipInflater } from './gzip-inflater.ts';
import { Inflater, checkPadding } from './inflater.ts';

/** Decompresses one stream, whatever is in it. */
interface StreamInflater {
  push(bytes: Uint8Array): AsyncGenerator<Uint8Array>;
  finish(): AsyncGenerator<Uint8Array>;
  close(): void;
}

/**
 * Decompresses a stream whose first bytes tell the format, in constant memory; passes it on as it is when they say that
 * it is not compressed. Throws CodecError when it is broken or cut off: what it has yielded until then stands.
 */
export async function* inflateStream(
  chunks: AsyncIterable<Uint8Array>,
  chooseFormat: ChooseFormat,
): AsyncGenerator<Uint8Array> {
  let head: Uint8Array = new Uint8Array(0);
  // undefined: too few bytes yet to know; null: nothing to decompress.
  let inflater: StreamInflater | null | undefined;
  const start = (): StreamInflater | null => {
    const format = chooseFormat(head);
    return format && createInflater(format);
  };
  try {
    for await (const chunk of chunks) {
      let bytes = chunk;
      if (inflater === undefined) {
        bytes = head = head.length === 0 ? chunk : Buffer.concat([head, chunk]);
        if (head.length < SIGNATURE_BYTES) continue;
        inflater = start();
      }
      if (inflater === null) yield bytes;
      else yield* inflater.push(bytes);
    }
    if (inflater === undefined && head.length > 0) {
      inflater = start();
      yield* inflater === null ? [head] : inflater.push(head);
    }
    if (inflater) yield* inflater.finish();
  } finally {
    inflater?.close();
  }
}

function createInflater(format: CompressedFormat): StreamInflater {
  if (format === GZIP) return new GzipInflater();
  const inflater = new Inflater(format);
  return {
    async *push(bytes) {
      yield* inflater.push(bytes);
      checkPadding(format, bytes, inflater.unusedBytes);
    },
    finish: () => inflater.finish(),
    close: () => inflater.close(),
  };
}
