import { link, readFile, rm, writeFile } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';

interface Holder {
  readonly pid: number;
  readonly process: string;
  /** When the process began, in the system's own unit; null where the system does not tell. */
  readonly started: string | null;
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
  const { pid } = process;
  const me: Holder = { pid, process: THIS_PROCESS, started: await startOf(pid) };
  await writeFile(mine, JSON.stringify(me));
  try {
    while (!(await isLinked(mine, path))) await clearDead(path);
  } finally {
    await rm(mine, { force: true });
  }
}

export async function unlockFolder(path: string): Promise<void> {
  await rm(path, { force: true });
}

/**
 * Removes a lock whose holder is gone; throws when it is not. Two may find the same dead lock, and the slower one must
 * not remove what the faster one has put in its place: so only who holds a lock on the removal of this very lock removes
 * it, after another look.
 */
async function clearDead(path: string): Promise<void> {
  const holder = await readHolder(path);
  if (holder !== undefined && (await isRunning(holder))) {
    throw new Error(`the folder is served by another process (${holder.pid}); its lock is ${path}`);
  }
  const removal = `${path}.${holder?.process ?? 'torn'}.dead`;
  await lockFolder(removal);
  try {
    if ((await readHolder(path))?.process === holder?.process) await rm(path, { force: true });
  } finally {
    await unlockFolder(removal);
  }
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

/** A number is given again, in a container soon: with a time of its own, another process is not taken for the holder. */
async function isRunning({ pid, process: id, started }: Holder): Promise<boolean> {
  if (pid === process.pid) return id === THIS_PROCESS;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  const now = await startOf(pid);
  // Locks of older flowruns have no time.
  return (started ?? now) === now;
}

/** Field 22 of `/proc/PID/stat` (proc_pid_stat(5)): clock ticks from the start of the machine. */
async function startOf(pid: number): Promise<string | null> {
  const text = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => null);
  // The second field is the program's name in parentheses, and may hold anything.
  return text?.slice(text.lastIndexOf(')') + 2).split(' ')[19] ?? null;
}
