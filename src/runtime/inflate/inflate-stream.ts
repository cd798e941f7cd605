import type { ChooseFormat } from './formats.ts';
import { SIGNATURE_BYTES } from './formats.ts';
import { Inflater } from './inflater.ts';

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
  let inflater: Inflater | null | undefined;
  const start = (): Inflater | null => {
    const format = chooseFormat(head);
    return format && new Inflater(format);
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
