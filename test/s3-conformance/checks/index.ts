import type { Check } from '../check.ts';
import { authChecks, presignedChecks } from './auth.ts';
import { bucketChecks } from './buckets.ts';
import { attributesChecks, checksumChecks } from './checksums.ts';
import { chunkedChecks } from './chunked.ts';
import { conditionChecks } from './conditions.ts';
import { connectionChecks } from './connections.ts';
import { copyChecks } from './copy.ts';
import { deleteManyChecks } from './delete-many.ts';
import { errorChecks } from './errors.ts';
import { getChecks, overrideChecks, rangeChecks } from './get.ts';
import { allKeyChecks } from './keys.ts';
import { listV1Checks, listV2Checks } from './list.ts';
import { multipartChecks } from './multipart.ts';
import { partCopyChecks } from './part-copy.ts';
import { putChecks } from './put.ts';
import { taggingChecks } from './tagging.ts';
import { versionChecks } from './versions.ts';

export const CHECKS: readonly Check[] = [
  ...bucketChecks,
  ...putChecks,
  ...getChecks,
  ...rangeChecks,
  ...conditionChecks,
  ...overrideChecks,
  ...copyChecks,
  ...deleteManyChecks,
  ...attributesChecks,
  ...taggingChecks,
  ...listV2Checks,
  ...listV1Checks,
  ...versionChecks,
  ...multipartChecks,
  ...partCopyChecks,
  ...checksumChecks,
  ...chunkedChecks,
  ...authChecks,
  ...presignedChecks,
  ...allKeyChecks,
  ...connectionChecks,
  ...errorChecks,
];
