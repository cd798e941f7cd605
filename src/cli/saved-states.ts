/** What flows have left in a folder of states, found and read for the commands `flowrun state …`. */
import { stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { CheckpointFile } from '../runtime/checkpoint/checkpoint-file.ts';
import { UnreadableCheckpoint } from '../runtime/checkpoint/checkpoint-file.ts';
import type { StoredCheckpoint } from '../runtime/checkpoint/state-folder.ts';
import { listCheckpoints, lockPath, namesIn, readCheckpoint } from '../runtime/checkpoint/state-folder.ts';
import type { LockHolder } from '../runtime/checkpoint/state-lock.ts';
import { lockHolder } from '../runtime/checkpoint/state-lock.ts';
import { EnvironmentError } from '../runtime/errors.ts';
import { UsageError } from './exit.ts';

/** The folder of states when none is given. */
export const DEFAULT_STATE_DIR = join('.flowrun', 'state');

/** The state of one deployed flow. */
export interface SavedState {
  readonly folder: string;
  /** The names of definition and deployed flow; those of the folders where no checkpoint can be read. */
  readonly flow: string;
  readonly instance: string;
  /** At least one, the newest first. */
  readonly checkpoints: readonly StoredCheckpoint[];
  readonly bytes: number;
  /** What the newest one holds; null when it cannot be read. */
  readonly content: CheckpointFile | null;
  /** Why it cannot be read, to be put behind its path. */
  readonly problem: string | null;
  /** The process that works on it just now. */
  readonly holder: LockHolder | null;
}

/**
 * The states in `dir`, or the one of `wanted`: a deployed name, `definition/name`, or the folder of a state. Throws
 * UsageError when nothing is saved of what is wanted, EnvironmentError when it cannot be looked at.
 */
export async function findStates(dir: string, wanted?: string): Promise<readonly SavedState[]> {
  try {
    const states = await statesIn(dir);
    if (wanted === undefined) return states;
    const found = states.filter(
      ({ flow, instance, folder }) =>
        instance === wanted || `${flow}/${instance}` === wanted || resolve(folder) === resolve(wanted),
    );
    const elsewhere = found.length === 0 ? await readSaved(wanted) : null;
    if (elsewhere !== null) return [elsewhere];
    if (found.length === 0) throw nothingSaved(dir, wanted, states);
    return found;
  } catch (cause) {
    if (cause instanceof UsageError || (cause as NodeJS.ErrnoException).code === undefined) throw cause;
    throw new EnvironmentError(`cannot read the states in \`${dir}\`: ${(cause as Error).message}`, {
      cause,
    });
  }
}

/** What the newest checkpoint holds. Throws EnvironmentError when it cannot be read. */
export function readableContent({ content, problem, checkpoints, instance }: SavedState): CheckpointFile {
  if (content !== null) return content;
  throw new EnvironmentError(`the state \`${checkpoints[0]!.path}\` ${problem}`, {
    help:
      `\`flowrun state reset ${instance} --to-previous\` goes back to the checkpoint before it, ` +
      `\`flowrun state reset ${instance}\` to the beginning`,
  });
}

async function statesIn(dir: string): Promise<readonly SavedState[]> {
  const states: SavedState[] = [];
  for (const flow of (await foldersIn(dir)).toSorted()) {
    for (const instance of (await foldersIn(flow)).toSorted()) {
      const state = await readSaved(instance);
      if (state !== null) states.push(state);
    }
  }
  return states;
}

async function foldersIn(folder: string): Promise<readonly string[]> {
  const paths = (await namesIn(folder)).map((name) => join(folder, name));
  const areFolders = await Promise.all(paths.map(async (path) => (await stat(path)).isDirectory()));
  return paths.filter((_path, index) => areFolders[index]);
}

/** The state in `folder`; null when there is none. */
async function readSaved(folder: string): Promise<SavedState | null> {
  const checkpoints = await listCheckpoints(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOTDIR') return [];
    throw error;
  });
  const [newest] = checkpoints;
  if (newest === undefined) return null;
  const { content, problem } = await readNewest(newest);
  return {
    folder,
    flow: content?.owner.flow ?? basename(dirname(resolve(folder))),
    instance: content?.owner.instance ?? basename(resolve(folder)),
    checkpoints,
    bytes: (await stat(newest.path)).size,
    content,
    problem,
    holder: await lockHolder(lockPath(folder)),
  };
}

async function readNewest(newest: StoredCheckpoint): Promise<Pick<SavedState, 'content' | 'problem'>> {
  try {
    return { content: await readCheckpoint(newest), problem: null };
  } catch (error) {
    if (!(error instanceof UnreadableCheckpoint)) throw error;
    return { content: null, problem: error.message };
  }
}

function nothingSaved(dir: string, wanted: string, states: readonly SavedState[]): UsageError {
  const names = states.slice(0, 5).map(({ instance }) => `\`${instance}\``);
  return new UsageError(
    `nothing is saved of a flow \`${wanted}\` in \`${dir}\``,
    names.length === 0
      ? 'nothing is saved there at all; --state says where else to look'
      : `there is something of ${names.join(', ')}; --state says where else to look`,
  );
}
