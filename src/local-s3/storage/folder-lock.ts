import { link, readFile, rm, writeFile } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';

interface Holder {
  readonly pid: number;
  readonly process: string;
}

/** Tells this process from an earlier one that had its number (in a container, every process may be number 1). */
const THIS_PROCESS = randomUUID();

/**
 * Takes a folder for this server alone: two of them would not see each other's objects.
 * A lock that a killed process left behind is taken over.
 */
export async function lockFolder(path: string): Promise<void> {
  // Linked rather than written, so that nobody ever sees half a lock.
  const mine = `${path}.${randomUUID()}`;
  await writeFile(mine, JSON.stringify({ pid: process.pid, process: THIS_PROCESS } satisfies Holder));
  try {
    while (!(await isLinked(mine, path))) {
      const holder = await readHolder(path);
      if (holder !== undefined && isRunning(holder)) {
        throw new Error(`the folder is served by another process (${holder.pid}); its lock is ${path}`);
      }
      await rm(path, { force: true });
    }
  } finally {
    await rm(mine, { force: true });
  }
}

export async function unlockFolder(path: string): Promise<void> {
  await rm(path, { force: true });
}

async function isLinked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Undefined when it was given back meanwhile, or lost its text in a power cut. */
async function readHolder(path: string): Promise<Holder | undefined> {
  try {
    // Written by lockFolder, whole or not at all.
    return JSON.parse(await readFile(path, 'utf8')) as Holder;
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function isRunning(holder: Holder): boolean {
  if (holder.pid === process.pid) return holder.process === THIS_PROCESS;
  try {
    process.kill(holder.pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
