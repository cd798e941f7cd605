import { CHECKSUM_ALGORITHMS, checksumHeader } from '../body/checksum.ts';
import type { StoredObject } from '../storage/records.ts';
import { ATTRIBUTE_HEADERS, encryptionHeaders, readAttributes } from './attributes.ts';
import { checkWriteConditions } from './conditions.ts';
import { bucketOf, keyOf, quoted } from './operation.ts';
import type { Operation } from './operation.ts';
import { fileExpectations, receiveFile } from './receive-file.ts';

/** The headers that belong to a body rather than to an object. */
export const BODY_HEADERS = [
  ...CHECKSUM_ALGORITHMS.map(checksumHeader),
  'x-amz-decoded-content-length',
  'x-amz-sdk-checksum-algorithm',
  'x-amz-trailer',
];

export const putObject: Operation = {
  name: 'PutObject',
  method: 'PUT',
  on: 'object',
  headers: [...ATTRIBUTE_HEADERS, ...BODY_HEADERS],
  run: async (call) => {
    const bucket = bucketOf(call);
    const key = keyOf(call);
    const attributes = readAttributes(call.request);
    const expected = fileExpectations(call);
    // Spares the client from sending a body that would be refused; what counts is the check below.
    checkWriteConditions(call.request, bucket.current(key));
    let headers: Record<string, string> = {};
    await receiveFile(call, bucket, expected, async ({ dataId, size, mtimeMs, md5, checksum }) => {
      await bucket.exclusive(key, async () => {
        checkWriteConditions(call.request, bucket.current(key));
        const object: StoredObject = {
          ...attributes,
          key,
          dataId,
          size,
          mtimeMs,
          etag: md5,
          modifiedMs: Date.now(),
          ...(checksum !== undefined && { checksum }),
        };
        await bucket.commit({ kind: 'put', object });
      });
      headers = {
        etag: quoted(md5),
        ...encryptionHeaders(attributes),
        ...(checksum !== undefined && {
          [checksumHeader(checksum.algorithm)]: checksum.value,
          'x-amz-checksum-type': checksum.type,
        }),
      };
    });
    return { status: 200, headers };
  },
};
