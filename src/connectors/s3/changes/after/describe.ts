import { count } from '../describe.ts';
import { countFailed } from './failed.ts';
import { countWaiting } from './journal.ts';
import type { TakenPosition } from './journal.ts';

/**
 * ``3 objects wait for `after`; `after` has failed for 1 object, which is tried again at the next poll``; null when there
 * are none.
 */
export async function describeAfterWork(
  folder: string,
  position: TakenPosition | null,
): Promise<string | null> {
  const waiting = await countWaiting(folder, position);
  const failed = await countFailed(folder);
  const texts = [
    waiting === 0 ? [] : `${count(waiting, 'object')} ${waiting === 1 ? 'waits' : 'wait'} for \`after\``,
    failed === 0
      ? []
      : `\`after\` has failed for ${count(failed, 'object')}, which ${failed === 1 ? 'is' : 'are'} tried again at the next poll`,
  ].flat();
  return texts.length === 0 ? null : texts.join('; ');
}
