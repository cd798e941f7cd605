import { expect, test } from 'vitest';
import type { Clock } from '../../../../src/connectors/s3/clock.ts';
import { UploadJournal } from '../../../../src/connectors/s3/sink/checkpoint/upload-journal.ts';
import { tempFolder } from '../../../kit/temp-folder.ts';

const ADDRESS = { bucket: 'b', key: 'k' };

/** Steady time and the time on the wall, as a process sees them. */
function clockAt(nowMs: number, wallMs: number): Clock {
  return { nowMs: () => nowMs, wall: () => new Date(wallMs), after: () => () => undefined };
}

/** How long ago, by the steady clock of the next run, a request was made whose answer nobody saw. */
async function ageInNextRun(wallThen: number, wallNow: number): Promise<number> {
  const folder = await tempFolder();
  const first = await UploadJournal.open(folder, clockAt(5, wallThen));
  await first.intend(ADDRESS);
  const second = await UploadJournal.open(folder, clockAt(1_000, wallNow));
  const [lost] = second.lost;
  expect(lost!.address).toEqual(ADDRESS);
  return 1_000 - lost!.beganMs[0]!;
}

test('how long ago a request was made is told by the clock on the wall', async () => {
  expect(await ageInNextRun(50_000, 53_000)).toBe(3_000);
});

test('when that clock has been set back since, it may have been at any time', async () => {
  expect(await ageInNextRun(50_000, 20_000)).toBe(Infinity);
});
