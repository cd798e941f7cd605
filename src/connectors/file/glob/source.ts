import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { OpenFile, Position, Source, SourceBatch, SourceContext } from '../../../runtime/api.ts';
import { Batch, EnvironmentError } from '../../../runtime/api.ts';
import { openFileOf } from '../open-file.ts';
import type { FilePosition } from '../position.ts';
import { createFileSource } from '../source.ts';
import { listFiles } from './list-files.ts';
import type { PathPattern } from './path-pattern.ts';
import type { GlobPosition } from './position.ts';
import { asGlobPosition } from './position.ts';

/**
 * Reads the files that match now, one after another. Rejects with EnvironmentError when none matches, or when the one that
 * was being read is not the same any more.
 */
export async function createGlobSource(
  pattern: PathPattern & { readonly kind: 'glob' },
  followLinks: boolean,
  context: SourceContext,
): Promise<Source> {
  const list = (): Promise<readonly string[]> =>
    listFiles(pattern.alternatives, { baseDir: context.baseDir, followLinks });
  const paths = await list();
  const start = asGlobPosition(context.position);
  if (paths.length === 0 && start === null) throw noMatch(pattern.text);
  const isLeft = (path: string): boolean => start === null || path > start.path;
  const isCut = start !== null && start.file !== null;
  const left = [...(isCut ? [start.path] : []), ...paths.filter(isLeft)];
  if (start !== null) warnOfChange(start, paths.filter((path) => path < start.path).length, context);
  const open = (path: string, position: Position): Promise<Source> =>
    createFileSource({ path }, { ...context, position });
  // The first one is opened before anything runs: what is wrong with it ends the start, not the run.
  let current = left.length === 0 ? null : await open(left[0]!, isCut ? start.file : null);
  let filesBefore = start === null ? 0 : start.filesBefore + (isCut ? 0 : 1);

  return {
    // The output of the flow may not have been there yet, or may match now.
    files: async () => openFilesOf(await list(), context.baseDir),
    async *read(stop): AsyncIterable<SourceBatch> {
      for (const path of left) {
        if (stop.aborted) return;
        current ??= await open(path, null);
        for await (const { out, err, position } of current.read(stop)) {
          // The source of one file made it, and a file that matches can always be read again.
          const file = position as FilePosition;
          yield { out, err, position: { path, filesBefore, file } satisfies GlobPosition };
        }
        if (stop.aborted) return;
        const done: GlobPosition = { path, filesBefore, file: null };
        yield { out: new Batch({ uri: '' }, 0n), err: null, position: done };
        await current.close();
        current = null;
        filesBefore++;
      }
    },
    async close() {
      await current?.close();
    },
  };
}

/** What the engine is told about files that are read by a pattern. */
export async function openFilesOf(paths: readonly string[], baseDir: string): Promise<readonly OpenFile[]> {
  const files: OpenFile[] = [];
  for (const path of paths) {
    // One that has gone meanwhile is read by nobody.
    const stats = await stat(resolve(baseDir, path)).catch(() => null);
    const file = stats === null ? undefined : openFileOf(path, stats);
    if (file !== undefined) files.push(file);
  }
  return files;
}

function noMatch(pattern: string): EnvironmentError {
  return new EnvironmentError(`cannot read \`${pattern}\`: no file matches`, {
    help: 'check the pattern; a relative one starts at the folder of the `.flow` file, and a character that is meant as it stands needs brackets: `[*]`',
  });
}

/** The names before `start.path` are taken as read: one that is new among them would be left out without a word. */
function warnOfChange(
  { path, filesBefore }: GlobPosition,
  before: number,
  { logger, name }: SourceContext,
): void {
  if (before <= filesBefore) return;
  const added = before - filesBefore;
  const what = added === 1 ? '1 file that sorts' : `${added} files that sort`;
  const [have, they] = added === 1 ? ['has', 'it is'] : ['have', 'they are'];
  logger.warn(
    `${name}: ${what} before \`${path}\` ${have} come since this run of the flow began; ${they} left to its next run`,
  );
}
