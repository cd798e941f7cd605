import { CHECKSUM_ALGORITHMS, checksumHeader } from '../body/checksum.ts';
import type { ObjectAttributes, StoredObject } from '../storage/records.ts';
import { ATTRIBUTE_HEADERS, encryptionHeaders, readAttributes } from './attributes.ts';
import { checkWriteConditions } from './conditions.ts';
import { bucketOf, keyOf, quoted } from './operation.ts';
import type { Operation } from './operation.ts';
import { fileExpectations, receiveFile } from './receive-file.ts';
import type { ReceivedFile } from './receive-file.ts';
import { versionHeaders } from './versions.ts';

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
    const object = await receiveFile(call, bucket, expected, (received) => {
      return bucket.exclusive(key, () => {
        checkWriteConditions(call.request, bucket.current(key));
        return bucket.put(newObject(key, attributes, received));
      });
    });
    const { etag, checksum } = object;
    return {
      status: 200,
      headers: {
        etag: quoted(etag),
        ...versionHeaders(bucket, object),
        ...encryptionHeaders(attributes),
        ...(checksum !== undefined && {
          [checksumHeader(checksum.algorithm)]: checksum.value,
          'x-amz-checksum-type': checksum.type,
        }),
      },
    };
  },
};

export function newObject(
  key: string,
  attributes: ObjectAttributes,
  { dataId, size, mtimeMs, md5, checksum }: ReceivedFile,
): StoredObject {
  const facts = { key, dataId, size, mtimeMs, etag: md5, modifiedMs: Date.now() };
  return { ...attributes, ...facts, ...(checksum !== undefined && { checksum }) };
}
