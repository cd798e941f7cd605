import { S3Error } from '../errors.ts';
import type { S3Request } from '../request.ts';
import type { ChecksumAlgorithm, ChecksumType, StoredUpload } from '../storage/records.ts';
import { xmlDocument, xmlText } from '../xml/write.ts';
import { ATTRIBUTE_HEADERS, encryptionHeaders, readAttributes } from './attributes.ts';
import { readChecksumAlgorithm } from './checksum-algorithm.ts';
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
    const nowMs = Date.now();
    const upload: StoredUpload = {
      ...readAttributes(call.request),
      uploadId: bucket.newUploadId(nowMs),
      key,
      initiatedMs: nowMs,
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

/** What can be had of each, the default first. */
const CHECKSUM_TYPES: Readonly<Record<ChecksumAlgorithm, readonly ChecksumType[]>> = {
  CRC32: ['COMPOSITE', 'FULL_OBJECT'],
  CRC32C: ['COMPOSITE', 'FULL_OBJECT'],
  CRC64NVME: ['FULL_OBJECT'],
  SHA1: ['COMPOSITE'],
  SHA256: ['COMPOSITE'],
};

function readChecksum(request: S3Request): StoredUpload['checksum'] {
  const algorithm = readChecksumAlgorithm(request);
  const type = request.headers['x-amz-checksum-type']?.toUpperCase();
  if (algorithm === undefined) {
    if (type === undefined) return undefined;
    throw new S3Error(
      'InvalidRequest',
      'The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.',
    );
  }
  const types = CHECKSUM_TYPES[algorithm];
  const known = type === undefined ? types[0] : types.find((candidate) => candidate === type);
  if (known !== undefined) return { algorithm, type: known };
  throw new S3Error(
    'InvalidRequest',
    `The ${type} checksum type cannot be used with the ${algorithm.toLowerCase()} checksum algorithm.`,
  );
}
