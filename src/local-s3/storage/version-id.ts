import { randomBytes } from 'node:crypto';

/** Digits of the number that comes first; enough for 2^48 versions. */
const NUMBER_DIGITS = 12;
const RANDOM_BYTES = 10;
const VERSION_ID = /^[0-9a-f]{32}$/;

/**
 * The id of the `number`th version of a bucket. Ids sort by age, so that a version is found among many by a binary
 * search. The random part keeps one from coming back when the newest were deleted before a restart.
 */
export function newVersionId(number: number): string {
  return number.toString(16).padStart(NUMBER_DIGITS, '0') + randomBytes(RANDOM_BYTES).toString('hex');
}

export function numberOfVersionId(versionId: string): number {
  return parseInt(versionId.slice(0, NUMBER_DIGITS), 16);
}

/** Whether this could be an id of ours. */
export function isVersionId(text: string): boolean {
  return VERSION_ID.test(text);
}
