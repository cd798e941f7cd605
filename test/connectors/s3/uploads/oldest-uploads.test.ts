import { expect, test } from 'vitest';
import { createOldestUploads } from '../../../../src/connectors/s3/uploads/oldest-uploads.ts';
import type { OpenUpload } from '../../../../src/connectors/s3/uploads/open-upload.ts';

function upload(initiatedMs: number | undefined, bytes?: number): OpenUpload {
  const size = bytes === undefined ? undefined : { parts: 1, bytes };
  return {
    bucket: 'b',
    key: 'k',
    uploadId: 'u',
    initiatedMs,
    ageMs: undefined,
    initiator: undefined,
    size,
  };
}

test('the oldest are kept, the newest of them last; the totals count all', () => {
  const oldest = createOldestUploads(3);
  for (const started of [50, 10, 90, undefined, 30, 70, 20, 80, 40, 60]) oldest.add(upload(started, 5));
  oldest.add(upload(1_000));
  expect(oldest.list().map(({ initiatedMs }) => initiatedMs)).toEqual([10, 20, 30]);
  expect(oldest.totals()).toEqual({ uploads: 11, bytes: 50 });
});

test('those without a date come last', () => {
  const oldest = createOldestUploads(3);
  for (const started of [undefined, 2, undefined, 1]) oldest.add(upload(started));
  expect(oldest.list().map(({ initiatedMs }) => initiatedMs)).toEqual([1, 2, undefined]);
});
