import type { Readable } from 'node:stream';

/**
 * All bytes that `stream` holds now, whatever the pieces they were written in: `read()` gives them in one up to
 * Node 25, and piece by piece from Node 26 on (https://github.com/nodejs/node/pull/60441).
 */
export function readBuffered(stream: Readable): Buffer {
  const next = () => stream.read() as Buffer | null;
  const pieces: Buffer[] = [];
  for (let piece = next(); piece !== null; piece = next()) pieces.push(piece);
  return Buffer.concat(pieces);
}
