import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { syncFolder } from '../../../../runtime/api.ts';
import type { ChangesPosition } from '../position.ts';

/** Where the inventories of a source are. */
export interface InventoryFolder {
  readonly path: string;
  /** They outlive the run, and a power cut. */
  readonly isDurable: boolean;
}

/** `inventory-12`: that of the twelfth poll. */
export function inventoryName(poll: number): string {
  return `inventory-${poll}`;
}

export function numberOfInventory(file: string): number {
  return Number(file.slice('inventory-'.length));
}

/** `stateFolder`, made if need be; without one, a folder that is removed with {@link removeFolder}. */
export async function openFolder(stateFolder: string | null): Promise<InventoryFolder> {
  if (stateFolder === null) {
    return { path: await mkdtemp(join(tmpdir(), 'flowrun-inventory-')), isDurable: false };
  }
  await mkdir(stateFolder, { recursive: true, mode: 0o700 });
  await syncFolder(join(stateFolder, '..'));
  return { path: stateFolder, isDurable: true };
}

export async function removeFolder({ path, isDurable }: InventoryFolder): Promise<void> {
  if (!isDurable) await rm(path, { recursive: true, force: true });
}

/**
 * Removes the inventories that nothing speaks of any more: those of polls before that of the last position, unless one of
 * the positions names them. Later ones stay: the next position may.
 */
export async function removeOldInventories(
  { path }: InventoryFolder,
  positions: readonly ChangesPosition[],
): Promise<void> {
  const last = positions.at(-1);
  if (last === undefined) return;
  const named = new Set(
    positions.flatMap(({ seen, current }) => [
      seen?.file,
      current?.inventory.file,
      current?.timed?.file,
      current?.timed?.corrections.file,
    ]),
  );
  for (const name of await readdir(path)) {
    const [, poll] = /^(?:inventory|changes|corrections)-(\d+)$/.exec(name) ?? [];
    if (poll === undefined || Number(poll) >= last.poll || named.has(name)) continue;
    await rm(join(path, name), { force: true });
  }
}

/** Removes what a run that was killed has left of files that were being sorted. */
export async function removeRuns({ path }: InventoryFolder): Promise<void> {
  for (const name of await readdir(path)) {
    if (/^(?:changes|corrections)-\d+\./.test(name)) await rm(join(path, name), { force: true });
  }
}
