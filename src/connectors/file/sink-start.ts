/** Where a file sink starts to write. */
import type { Stats } from 'node:fs';
import { constants } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { ConnectorContext } from '../../runtime/api.ts';
import { prepareFile, syncFolder } from '../../runtime/api.ts';
import { isPipe } from './pipe.ts';
import { cannotGoOn, cannotOpen, notAFile } from './problems.ts';
import type { FileSettings } from './settings.ts';
import type { FileState } from './sink-state.ts';

const { O_APPEND, O_CREAT, O_WRONLY } = constants;

/** Opens the file, which is made when an earlier run has not written to it. Rejects with EnvironmentError. */
export async function openForWriting(
  path: string,
  config: FileSettings,
  restored: FileState | null,
  context: ConnectorContext,
): Promise<FileHandle> {
  if (await isPipe(path)) throw notAFile('write', config.path);
  const mustExist = restored !== null && restored.offset > 0;
  try {
    const flags = O_WRONLY | (mustExist ? 0 : O_CREAT) | (config.mode === 'append' ? O_APPEND : 0);
    return await prepareFile(await open(path, flags), async (file) => {
      await syncFolder(dirname(path));
      return file;
    });
  } catch (cause) {
    if (mustExist && (cause as NodeJS.ErrnoException).code === 'ENOENT') {
      throw cannotGoOn(
        'writing',
        config.path,
        `the file is gone, and ${restored.offset} bytes were written to it`,
        context,
      );
    }
    throw cannotOpen('write', config.path, cause);
  }
}

export interface FileStart {
  /** Where the next byte goes; null for what is no file. */
  readonly offset: number | null;
  /** Where what is in the file has to end before anything is written; null to leave it as it is. */
  readonly cutAt: number | null;
}

/** Throws EnvironmentError for a file that has lost what was written to it. */
export function startOf(
  config: FileSettings,
  stats: Stats,
  restored: FileState | null,
  context: ConnectorContext,
): FileStart {
  if (!stats.isFile()) return { offset: null, cutAt: null };
  const offset = restored?.offset ?? (config.mode === 'append' ? stats.size : 0);
  if (stats.size < offset) {
    throw cannotGoOn(
      'writing',
      config.path,
      `it has ${stats.size} bytes, and ${offset} were written to it already`,
      context,
    );
  }
  switch (config.mode) {
    case 'overwrite':
    case 'read':
      return { offset, cutAt: null };
    case 'append':
      return { offset, cutAt: restored === null ? null : offset };
    case 'write':
    case 'truncate':
      return { offset, cutAt: offset };
  }
}
