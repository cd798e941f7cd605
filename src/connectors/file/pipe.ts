import { stat } from 'node:fs/promises';

/**
 * Is there a pipe or a socket at this path? Opening or reading one waits for whoever is at its other end, and nothing
 * can end such a wait: it has to be known before. What is in `/dev` and `/proc` are the descriptors that the process was
 * given (`/dev/stdin`, `<(…)` of the shell); those are open already.
 */
export async function isPipe(path: string): Promise<boolean> {
  if (/^\/(dev|proc)\//.test(path)) return false;
  // What cannot be looked at cannot be opened either: that will say why.
  const found = await stat(path).catch(() => null);
  return found !== null && (found.isFIFO() || found.isSocket());
}
