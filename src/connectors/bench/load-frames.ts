import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { EnvironmentError } from '../../runtime/api.ts';
import { isGzip } from '../../runtime/inflate/formats.ts';
import type { BenchSettings } from './settings.ts';

/** The bytes of a file, and where in them each event begins and ends. No event is empty. */
export interface Frames {
  readonly bytes: Buffer;
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

type Reading = Pick<BenchSettings, 'chunk_size' | 'base64'> & { readonly path: string };

/** Reads the whole file. Rejects with EnvironmentError when it cannot be read, or holds no event. */
export async function loadFrames(config: Reading, baseDir: string): Promise<Frames> {
  const bytes = await load(config.path, baseDir);
  const size = config.chunk_size;
  const lines = size === undefined ? linesOf(bytes) : piecesOf(bytes, size);
  const frames = config.base64 === true ? decodeAll(lines, config.path) : lines;
  if (frames.starts.length === 0) {
    throw new EnvironmentError(`cannot replay \`${config.path}\`: it is empty`, {
      help: 'give a file with a line for each event',
    });
  }
  return frames;
}

async function load(path: string, baseDir: string): Promise<Buffer> {
  try {
    const bytes = await readFile(resolve(baseDir, path));
    return isGzip(bytes.subarray(0, 2)) ? gunzipSync(bytes) : bytes;
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const reason = code === 'ENOENT' ? 'there is no such file' : message;
    throw new EnvironmentError(`cannot read \`${path}\`: ${reason}`, {
      help: 'check the path; a relative one starts at the folder of the `.flow` file',
      cause,
    });
  }
}

function linesOf(bytes: Buffer): Frames {
  const starts: number[] = [];
  const ends: number[] = [];
  for (let start = 0; start < bytes.length;) {
    const found = bytes.indexOf(0x0a, start);
    const end = found < 0 ? bytes.length : found;
    if (end > start) {
      starts.push(start);
      ends.push(end);
    }
    start = end + 1;
  }
  return { bytes, starts, ends };
}

function piecesOf(bytes: Buffer, size: number): Frames {
  const starts = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) => index * size);
  return { bytes, starts, ends: starts.map((start) => Math.min(start + size, bytes.length)) };
}

const BASE64 = /^[A-Za-z0-9+/]*={0,2}\r?$/;

function decodeAll({ bytes, starts, ends }: Frames, path: string): Frames {
  const decoded = starts.map((start, index) => {
    const text = bytes.toString('latin1', start, ends[index]);
    if (!BASE64.test(text)) {
      const line = bytes.subarray(0, start).filter((byte) => byte === 0x0a).length + 1;
      throw new EnvironmentError(`cannot replay \`${path}\`: line ${line} is not base64`);
    }
    return Buffer.from(text, 'base64');
  });
  const full = decoded.filter((each) => each.length > 0);
  let end = 0;
  const newEnds = full.map((each) => (end += each.length));
  return {
    bytes: Buffer.concat(full),
    starts: newEnds.map((each, index) => each - full[index]!.length),
    ends: newEnds,
  };
}
