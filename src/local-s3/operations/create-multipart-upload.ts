import { randomBytes } from 'node:crypto';
import { CHECKSUM_ALGORITHMS } from '../body/checksum.ts';
import { S3Error } from '../errors.ts';
import type { S3Request } from '../request.ts';
import type { ChecksumAlgorithm, ChecksumType, StoredUpload } from '../storage/records.ts';
import { xmlDocument, xmlText } from '../xml/write.ts';
import { ATTRIBUTE_HEADERS, encryptionHeaders, readAttributes } from './attributes.ts';
import { bucketOf, keyOf, xmlAnswer } from './operation.ts';
import type { Operation } from './operation.ts';

export const createMultipartUpload: Operation = {
  name: 'CreateMultipartUpload',
  method: 'POST',
  on: 'object',
  selector: { uploads: undefined },
  headers: [...ATTRIBUTE_HEADERS, 'x-amz-checksum-algorithm', 'x-amz-checksum-type'],
  run: async (call) => {
    const bucket = bucketOf(call);
    const key = keyOf(call);
    const checksum = readChecksum(call.request);
    const upload: StoredUpload = {
      ...readAttributes(call.request),
      uploadId: newUploadId(Date.now()),
      key,
      initiatedMs: Date.now(),
      ...(checksum !== undefined && { checksum }),
    };
    await bucket.commit({ kind: 'upload', upload });
    return xmlAnswer(
      xmlDocument('InitiateMultipartUploadResult', [
        xmlText('Bucket', bucket.name),
        xmlText('Key', key),
        xmlText('UploadId', upload.uploadId),
      ]),
      {
        ...encryptionHeaders(upload),
        ...(checksum !== undefined && {
          'x-amz-checksum-algorithm': checksum.algorithm,
          'x-amz-checksum-type': checksum.type,
        }),
      },
    );
  },
};

/** Begins with the time, so that the order of ids is the order in which uploads are listed: by age. */
function newUploadId(nowMs: number): string {
  return nowMs.toString(16).padStart(12, '0') + randomBytes(18).toString('hex');
}

/** What can be had of each, the default first. */
const CHECKSUM_TYPES: Readonly<Record<ChecksumAlgorithm, readonly ChecksumType[]>> = {
  CRC32: ['COMPOSITE', 'FULL_OBJECT'],
  CRC32C: ['COMPOSITE', 'FULL_OBJECT'],
  CRC64NVME: ['FULL_OBJECT'],
  SHA1: ['COMPOSITE'],
  SHA256: ['COMPOSITE'],
};

function readChecksum({ headers }: S3Request): StoredUpload['checksum'] {
  const name = headers['x-amz-checksum-algorithm']?.toUpperCase();
  const type = headers['x-amz-checksum-type']?.toUpperCase();
  if (name === undefined) {
    if (type === undefined) return undefined;
    throw new S3Error(
      'InvalidRequest',
      'The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.',
    );
  }
  const algorithm = CHECKSUM_ALGORITHMS.find((candidate) => candidate === name);
  if (algorithm === undefined) {
    throw new S3Error('NotImplemented', `The checksum algorithm ${name} is not implemented`);
  }
  const types = CHECKSUM_TYPES[algorithm];
  const known = type === undefined ? types[0] : types.find((candidate) => candidate === type);
  if (known !== undefined) return { algorithm, type: known };
  throw new S3Error(
    'InvalidRequest',
    `The ${type} checksum type cannot be used with the ${algorithm.toLowerCase()} checksum algorithm.`,
  );
}
