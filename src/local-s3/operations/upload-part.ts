import { checksumHeader } from '../body/checksum.ts';
import type { BodyExpectations } from '../body/expectations.ts';
import { S3Error } from '../errors.ts';
import type { OpenUpload } from '../storage/bucket-state.ts';
import type { StoredPart } from '../storage/records.ts';
import { encryptionHeaders } from './attributes.ts';
import { bucketOf, quoted } from './operation.ts';
import type { Operation } from './operation.ts';
import { readPartNumber } from './part-number.ts';
import { BODY_HEADERS } from './put-object.ts';
import { fileExpectations, receiveFile } from './receive-file.ts';
import type { ReceivedFile } from './receive-file.ts';
import { uploadOf } from './uploads.ts';

export const uploadPart: Operation = {
  name: 'UploadPart',
  method: 'PUT',
  on: 'object',
  selector: { partNumber: undefined, uploadId: undefined },
  headers: BODY_HEADERS,
  run: async (call) => {
    const bucket = bucketOf(call);
    const upload = uploadOf(call, bucket);
    const number = readPartNumber(call.request);
    const expected = fileExpectations(call);
    checkAlgorithm(upload, expected);
    const { etag, checksum } = await receiveFile(call, bucket, expected, async (received) => {
      const part = newPart(number, received);
      await bucket.commit({ kind: 'part', uploadId: upload.uploadId, part });
      return part;
    });
    return {
      status: 200,
      headers: {
        etag: quoted(etag),
        ...encryptionHeaders(upload),
        ...(checksum !== undefined && { [checksumHeader(checksum.algorithm)]: checksum.value }),
      },
    };
  },
};

export function newPart(number: number, { dataId, size, mtimeMs, md5, checksum }: ReceivedFile): StoredPart {
  const facts = { number, dataId, size, mtimeMs, etag: md5, modifiedMs: Date.now() };
  return checksum === undefined ? facts : { ...facts, checksum };
}

/**
 * Parts have the checksum that the upload was begun with; one of the full object can do without. Where none was named,
 * parts may have any: SDKs give each a CRC32 without announcing it.
 */
function checkAlgorithm(upload: OpenUpload, expected: BodyExpectations): void {
  if (upload.checksum === undefined) return;
  const wanted = upload.checksum.algorithm;
  const given = expected.checksum?.algorithm;
  if (wanted === given || (given === undefined && upload.checksum.type === 'FULL_OBJECT')) return;
  throw new S3Error(
    'InvalidRequest',
    `Checksum Type mismatch occurred, expected checksum Type: ${spelled(wanted)}, actual checksum Type: ${spelled(given)}`,
  );
}

function spelled(algorithm: string | undefined): string {
  return algorithm?.toLowerCase() ?? 'null';
}
