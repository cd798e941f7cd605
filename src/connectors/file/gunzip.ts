import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

/** RFC 1952, section 2.3.1: every gzip member begins with these bytes. */
export function isGzip(head: Uint8Array): boolean {
  return head.length >= 2 && head[0] === 0x1f && head[1] === 0x8b;
}

/** Decompresses a gzip stream, all members of it. Rejects with zlib's error when it is cut off or broken. */
export async function* gunzip(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const source = Readable.from(chunks, { objectMode: true, highWaterMark: 1 });
  const unzip = createGunzip({ chunkSize: 256 * 1024 });
  // An error of the file must end the output, too; `pipe` alone would leave it waiting.
  source.on('error', (error) => unzip.destroy(error));
  source.pipe(unzip);
  try {
    yield* unzip as AsyncIterable<Uint8Array>;
  } finally {
    source.destroy();
    unzip.destroy();
  }
}
