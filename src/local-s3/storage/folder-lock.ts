import { readFile, rm, writeFile } from 'node:fs/promises';
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
  const text = JSON.stringify({ pid: process.pid, process: THIS_PROCESS } satisfies Holder);
  for (;;) {
    try {
      await writeFile(path, text, { flag: 'wx' });
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const holder = parseHolder(await readFile(path, 'utf8'));
    if (holder !== undefined && isRunning(holder)) {
      throw new Error(`the folder is served by another process (${holder.pid}); its lock is ${path}`);
    }
    await rm(path, { force: true });
  }
}

export async function unlockFolder(path: string): Promise<void> {
  await rm(path, { force: true });
}

/** Undefined for a lock that a crash cut off before it was written. */
function parseHolder(text: string): Holder | undefined {
  try {
    const { pid, process } = JSON.parse(text) as Partial<Holder>;
    return typeof pid === 'number' && typeof process === 'string' ? { pid, process } : undefined;
  } catch {
    return undefined;
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
