import type { FileHandle } from 'node:fs/promises';
import { open } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Source, SourceBatch, SourceContext, ValueRecord } from '../../runtime/api.ts';
import { GZIP, isGzip } from '../../runtime/inflate/formats.ts';
import { inflateStream } from '../../runtime/inflate/inflate-stream.ts';
import { openFileOf } from './open-file.ts';
import { isPipe } from './pipe.ts';
import { cannotOpen, failedWhile, notAFile } from './problems.ts';
import { readAhead } from './read-ahead.ts';
import type { FileSettings } from './settings.ts';

/** Where a file source is: enough to find the file and the place again, and to notice that it is another file. */
interface FilePosition {
  /** Bytes of the file (of what is in it, for gzip) whose events are out. */
  readonly offset: number;
  /** Events after `offset` that are out, too: where frames do not end on bytes of the file. */
  readonly skipEvents: number;
  readonly device: number;
  readonly inode: number;
}

/** Opens the file for reading. Rejects with EnvironmentError when it cannot be opened. */
export async function createFileSource(config: FileSettings, context: SourceContext): Promise<Source> {
  const path = resolve(context.baseDir, config.path);
  const file = await openFile(path, config.path);
  const stats = await file.stat();
  const { dev: device, ino: inode } = stats;
  return {
    file: openFileOf(config.path, stats),
    async *read(stop): AsyncIterable<SourceBatch> {
      const stream = context.decode({
        origin: { uri: pathToFileURL(path).href },
        meta: metadata(config.path),
        startOffset: 0,
        skipEvents: 0,
        chunks: chunksOf(file, config.path, stop),
      });
      for await (const { out, err, resume } of stream) {
        // A stop cuts the input off anywhere: what the decoder makes of such an end is not in the file.
        if (stop.aborted) return;
        const position: FilePosition = { ...resume, device, inode };
        yield { out, err, position: { ...position } };
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

/** The bytes of the file, decompressed when its first ones are gzip's. */
function chunksOf(file: FileHandle, shown: string, stop: AbortSignal): AsyncIterable<Uint8Array> {
  const bytes = readAhead(file, stop, (cause) => failedWhile('reading', shown, cause));
  return inflateStream(bytes, (head) => (isGzip(head) ? GZIP : null));
}
