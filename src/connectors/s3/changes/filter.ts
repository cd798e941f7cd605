import type { ListedObject } from './change.ts';
import { compileGlob } from './glob.ts';
import { compileKeyRegex } from './key-regex.ts';
import type { ChangesConfig } from './settings.ts';
import { tellsDeletes } from './settings.ts';
import { oldestToldMs, parseStart } from './start.ts';
import type { Judge } from './verdict.ts';

type KeySettings = Pick<ChangesConfig, 'suffix' | 'glob' | 'regex'>;

/** Does the source look at this key at all? */
export function keyFilter({ suffix, glob, regex }: KeySettings): (key: string) => boolean {
  const tests: ((key: string) => boolean)[] = [];
  if (suffix !== undefined) tests.push((key) => key.endsWith(suffix));
  if (glob !== undefined) tests.push(compileGlob(glob));
  if (regex !== undefined) tests.push(compileKeyRegex(regex));
  return (key) => tests.every((test) => test(key));
}

/** What the settings say about objects, at a poll. */
export function createJudge(
  config: ChangesConfig,
  poll: {
    /** The clock of S3 at its beginning, milliseconds since 1970. */
    readonly startedAtMs: number;
    /** Nothing has been seen before. */
    readonly isFirst: boolean;
  },
): Judge {
  const { min_size = 0, max_size = Infinity, min_age = 0, max_age = Infinity, storage_classes } = config;
  const classes = storage_classes === undefined ? null : new Set(storage_classes);
  // Settings are checked before.
  const oldestMs = poll.isFirst ? oldestToldMs(parseStart(config.start)!, poll.startedAtMs) : -Infinity;
  const ageMs = ({ lastModifiedMs }: ListedObject): number => poll.startedAtMs - lastModifiedMs;
  return {
    // Without the setting it must not depend on clocks.
    isTooYoung: (object) => min_age > 0 && ageMs(object) < min_age,
    isHidden: (object) =>
      object.size < min_size ||
      object.size > max_size ||
      ageMs(object) > max_age ||
      (classes !== null && !classes.has(object.storageClass ?? 'STANDARD')),
    isOld: ({ lastModifiedMs }) => lastModifiedMs < oldestMs,
    deletes: tellsDeletes(config),
  };
}
