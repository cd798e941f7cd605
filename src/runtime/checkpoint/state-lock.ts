/**
 * One process at a time works on a state. The lock is a file that says who holds it: a process that was killed leaves it
 * behind, and the next one must be able to tell.
 */
import { randomUUID } from 'node:crypto';
import { link, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';

/** Who holds a lock. Null where the system does not tell. */
export interface LockHolder {
  readonly pid: number;
  /** When the process started, in the system's own unit: tells it from a later one of the same number. */
  readonly started: string | null;
  /** Changes with every start of the machine. */
  readonly boot: string | null;
  readonly host: string;
  /** Different for each lock that was ever taken. */
  readonly id: string;
}

export interface StateLock {
  release(): Promise<void>;
}

/** Somebody else holds the lock. */
export class LockedError extends Error {
  readonly holder: LockHolder;
  constructor(holder: LockHolder) {
    super(`held by process ${holder.pid}`);
    this.holder = holder;
  }
}

/**
 * Takes the lock at `path`. Rejects with LockedError when another process holds it, or one of another machine, of which
 * nobody can tell from here whether it still runs.
 */
export async function takeLock(path: string): Promise<StateLock> {
  const holder: LockHolder = {
    pid: process.pid,
    started: await startOf(process.pid),
    boot: await bootId(),
    host: hostname(),
    id: randomUUID(),
  };
  // Linked rather than written, so that nobody ever sees half a lock.
  const mine = `${path}.${holder.id}`;
  await writeFile(mine, `${JSON.stringify(holder)}\n`);
  try {
    while (!(await isLinked(mine, path))) await clearDead(path);
  } finally {
    await rm(mine, { force: true });
  }
  return {
    async release() {
      if ((await readHolder(path))?.id === holder.id) await rm(path, { force: true });
    },
  };
}

/** Who holds the lock at `path` and is alive, as far as can be told; null when it is free. */
export async function lockHolder(path: string): Promise<LockHolder | null> {
  const holder = await readHolder(path);
  return holder !== undefined && holder !== null && (await mayBeAlive(holder)) ? holder : null;
}

/**
 * Removes a lock whose holder is gone; throws LockedError when it is not. Two may find the same dead lock, and the slower
 * one must not remove what the faster one has put in its place: so only who holds a lock on the removal of this very
 * lock removes it, after another look. (Who was killed while removing has left a dead lock of the same kind.)
 */
async function clearDead(path: string): Promise<void> {
  const holder = await readHolder(path);
  if (holder === undefined) return;
  if (holder !== null && (await mayBeAlive(holder))) throw new LockedError(holder);
  const removal = await takeLock(`${path}.${holder?.id ?? 'torn'}.dead`);
  try {
    const found = await readHolder(path);
    if (found !== undefined && found?.id === holder?.id) await rm(path, { force: true });
  } finally {
    await removal.release();
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

/** Undefined when there is no lock; null for one that lost its text in a power cut, whose holder is gone for sure. */
async function readHolder(path: string): Promise<LockHolder | null | undefined> {
  try {
    // Written by takeLock, whole or not at all.
    return JSON.parse(await readFile(path, 'utf8')) as LockHolder;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

async function mayBeAlive(holder: LockHolder): Promise<boolean> {
  if (holder.host !== hostname()) return true;
  const boot = await bootId();
  if (holder.boot !== null && boot !== null && holder.boot !== boot) return false;
  if (!exists(holder.pid)) return false;
  const started = await startOf(holder.pid);
  return holder.started === null || started === null || holder.started === started;
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Field 22 of `/proc/PID/stat` (proc_pid_stat(5)): clock ticks from the start of the machine. */
async function startOf(pid: number): Promise<string | null> {
  const text = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => null);
  if (text === null) return null;
  // The second field is the program's name in parentheses, and may hold anything.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return fields[19] ?? null;
}

async function bootId(): Promise<string | null> {
  const text = await readFile('/proc/sys/kernel/random/boot_id', 'latin1').catch(() => null);
  return text?.trim() ?? null;
}
