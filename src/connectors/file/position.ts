import { createHash } from 'node:crypto';
import type { Stats } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import type { ConnectorContext, Position } from '../../runtime/api.ts';
import { cannotGoOn } from './problems.ts';

/** So many first bytes tell one file from another. */
const HEAD_BYTES = 1024;

/**
 * Where a file source is: enough to find the file and the place again, and to notice that it is another file. (A type,
 * because an interface is no JSON to the compiler.)
 */
export type FilePosition = {
  /** Bytes of the file (of what is in it, for gzip) whose events are out. */
  readonly offset: number;
  /** Events after `offset` that are out, too: where frames do not end on bytes of the file. */
  readonly skipEvents: number;
  readonly device: number;
  readonly inode: number;
  /** The first bytes of the file, as far as there were any when it was opened. */
  readonly head: FileHead;
};

export type FileHead = {
  readonly bytes: number;
  /** SHA-256 of them, hexadecimal. */
  readonly sha256: string;
};

/** What is known of an open file before it is read. */
export interface OpenedFile {
  readonly context: ConnectorContext;
  readonly file: FileHandle;
  readonly stats: Stats;
  /** As given in the settings. */
  readonly path: string;
}

export function asFilePosition(position: Position): FilePosition | null {
  // Made by the source of the same connector.
  return position as FilePosition | null;
}

/** The first `maxBytes` bytes. Nothing of what is no file: reading takes the bytes away there. */
export async function readHead({ file, stats }: OpenedFile, maxBytes = HEAD_BYTES): Promise<FileHead> {
  const buffer = Buffer.alloc(stats.isFile() ? maxBytes : 0);
  let bytes = 0;
  while (bytes < buffer.length) {
    const { bytesRead } = await file.read(buffer, bytes, buffer.length - bytes, bytes);
    if (bytesRead === 0) break;
    bytes += bytesRead;
  }
  return { bytes, sha256: createHash('sha256').update(buffer.subarray(0, bytes)).digest('hex') };
}

/**
 * Is the file the one that `position` speaks of? It may lie elsewhere by now (another inode) and may have grown. Rejects
 * with EnvironmentError when it is another one, or when it is shorter than what was read of it.
 *
 * `isPlain`: the offset counts the bytes of the file itself, not of what it decompresses to.
 */
export async function checkSameFile(
  opened: OpenedFile,
  position: FilePosition,
  isPlain: boolean,
): Promise<void> {
  const { path, stats, context } = opened;
  const { head, offset } = position;
  if (isPlain && stats.size < offset) {
    throw cannotGoOn(
      'reading',
      path,
      `it has ${stats.size} bytes, and ${offset} were read of it already`,
      context,
    );
  }
  if ((await readHead(opened, head.bytes)).sha256 !== head.sha256) {
    const reason = `it is another file: its first ${head.bytes} bytes are not those that were read`;
    throw cannotGoOn('reading', path, reason, context);
  }
}
