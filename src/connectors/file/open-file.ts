import type { Stats } from 'node:fs';
import type { OpenFile } from '../../runtime/api.ts';

/** What the engine is told about an open file; nothing about a device, where reading and writing do not meet. */
export function openFileOf(path: string, stats: Stats): OpenFile | undefined {
  return stats.isFile() ? { path, device: stats.dev, inode: stats.ino } : undefined;
}
