import type { FileHandle } from 'node:fs/promises';
import { open } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Source, SourceBatch, SourceContext, ValueRecord } from '../../runtime/api.ts';
import { prepareFile } from '../../runtime/api.ts';
import { GZIP, isGzip } from '../../runtime/inflate/formats.ts';
import { inflateStream } from '../../runtime/inflate/inflate-stream.ts';
import { openFileOf } from './open-file.ts';
import { isPipe } from './pipe.ts';
import type { OpenedFile } from './position.ts';
import { asFilePosition, checkSameFile, readHead } from './position.ts';
import { cannotGoOn, cannotOpen, failedWhile, notAFile } from './problems.ts';
import { readAhead } from './read-ahead.ts';
import type { FileSettings } from './settings.ts';

/**
 * Opens one file for reading, whatever characters are in its path, and goes on where an earlier run was. Rejects with EnvironmentError when it cannot be
 * opened, or is not the file that was being read.
 */
export async function createFileSource(
  config: Pick<FileSettings, 'path'>,
  context: SourceContext,
): Promise<Source> {
  const path = resolve(context.baseDir, config.path);
  return prepareFile(await openFile(path, config.path), async (file) => {
    const opened = { file, stats: await file.stat(), path: config.path, context };
    return createSource(opened, pathToFileURL(path).href, context);
  });
}

async function createSource(opened: OpenedFile, uri: string, context: SourceContext): Promise<Source> {
  const { file, stats, path } = opened;
  const { dev: device, ino: inode } = stats;
  const start = asFilePosition(context.position);
  const isPlain = start === null || !(await startsWithGzip(file));
  if (start !== null) await checkSameFile(opened, start, isPlain);
  const head = await readHead(opened);
  const canRewind = stats.isFile();
  return {
    file: openFileOf(path, stats),
    async *read(stop): AsyncIterable<SourceBatch> {
      const stream = context.decode({
        origin: { uri },
        meta: metadata(path),
        startOffset: start?.offset ?? 0,
        skipEvents: start?.skipEvents ?? 0,
        chunks: chunksFrom(opened, start?.offset ?? 0, isPlain, stop),
      });
      for await (const { out, err, resume } of stream) {
        // A stop cuts the input off anywhere: what the decoder makes of such an end is not in the file.
        if (stop.aborted) return;
        yield { out, err, position: canRewind ? { ...resume, device, inode, head } : null };
      }
    },
    close: () => file.close(),
  };
}

async function openFile(path: string, shown: string): Promise<FileHandle> {
  if (await isPipe(path)) throw notAFile('read', shown);
  let file: FileHandle | undefined;
  try {
    file = await open(path, 'r');
    if ((await file.stat()).isDirectory()) throw Object.assign(new Error('is a folder'), { code: 'EISDIR' });
    return file;
  } catch (cause) {
    await file?.close();
    throw cannotOpen('read', shown, cause);
  }
}

function metadata(path: string): ValueRecord {
  return new Map([['file', new Map([['path', path]])]]);
}

async function startsWithGzip(file: FileHandle): Promise<boolean> {
  const first = Buffer.alloc(2);
  const { bytesRead } = await file.read(first, 0, first.length, 0);
  return isGzip(first.subarray(0, bytesRead));
}

/** The bytes of the file from `start` on, decompressed when its first ones are gzip's; `start` then counts those. */
function chunksFrom(
  { file, path, context }: OpenedFile,
  start: number,
  isPlain: boolean,
  stop: AbortSignal,
): AsyncIterable<Uint8Array> {
  const failure = (cause: unknown): Error => failedWhile('reading', path, cause);
  // What stands in the middle of a file says nothing about its kind.
  if (start > 0 && isPlain) return readAhead(file, start, stop, failure);
  const bytes = readAhead(file, 0, stop, failure);
  const content = inflateStream(bytes, (head) => (isGzip(head) ? GZIP : null));
  return start === 0
    ? content
    : without(start, content, () => {
        if (!stop.aborted) {
          throw cannotGoOn('reading', path, 'there is less in it than was read of it already', context);
        }
      });
}

/** Compressed bytes cannot be entered in the middle: they are decompressed again from their beginning. */
async function* without(
  first: number,
  chunks: AsyncIterable<Uint8Array>,
  endedEarly: () => void,
): AsyncGenerator<Uint8Array> {
  let left = first;
  for await (const chunk of chunks) {
    const skipped = Math.min(left, chunk.length);
    left -= skipped;
    if (skipped < chunk.length) yield skipped === 0 ? chunk : chunk.subarray(skipped);
  }
  if (left > 0) endedEarly();
}
