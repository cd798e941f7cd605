import { createHash } from 'node:crypto';
import { CHECKSUM_ALGORITHMS, checksumHeader, createChecksum } from '../body/checksum.ts';
import type { ChecksumComputer } from '../body/checksum.ts';
import { expectationsWithoutChecksum } from '../body/expectations.ts';
import { S3Error } from '../errors.ts';
import type { S3Request } from '../request.ts';
import type { Bucket } from '../storage/bucket.ts';
import type { OpenUpload } from '../storage/bucket-state.ts';
import { concatenate } from '../storage/concatenate.ts';
import type { Checksum, ObjectPart, StoredObject, StoredPart } from '../storage/records.ts';
import { xmlDocument, xmlText } from '../xml/write.ts';
import { attributesOf, encryptionHeaders } from './attributes.ts';
import { checksumXml } from './checksum-algorithm.ts';
import { checkWriteConditions } from './conditions.ts';
import { bucketOf, keyOf, quoted, xmlAnswer } from './operation.ts';
import type { Answer, Call, Operation } from './operation.ts';
import { readXmlBody } from './read-xml.ts';
import { selectedParts } from './selected-parts.ts';
import { uploadIdOf, uploadOf } from './uploads.ts';
import { versionHeaders } from './versions.ts';

export const completeMultipartUpload: Operation = {
  name: 'CompleteMultipartUpload',
  method: 'POST',
  on: 'object',
  selector: { uploadId: undefined },
  headers: [...CHECKSUM_ALGORITHMS.map(checksumHeader), 'x-amz-checksum-type', 'x-amz-mp-object-size'],
  run: async (call) => {
    const bucket = bucketOf(call);
    const expected = expectationsWithoutChecksum(call.request, call.signature);
    const document = await readXmlBody(call, 'CompleteMultipartUpload', expected);
    if (document === undefined) throw new S3Error('InvalidRequest', 'You must specify at least one part');
    return bucket.exclusive(uploadIdOf(call), async () => {
      // The client did not get our first answer, and asks again.
      const completed = bucket.state.completed.get(uploadIdOf(call));
      if (completed?.key === keyOf(call)) return answer(call, bucket, completed);
      const upload = uploadOf(call, bucket);
      const parts = selectedParts(document, upload, call.minPartBytes);
      checkSize(call.request, parts);
      checkWriteConditions(call.request, bucket.current(upload.key));
      return answer(call, bucket, await complete(call, bucket, upload, parts));
    });
  },
};

/** Joins the parts in one new file: an object is a file like any other, and the parts stay until it is committed. */
async function complete(
  call: Call,
  bucket: Bucket,
  upload: OpenUpload,
  parts: readonly StoredPart[],
): Promise<StoredObject> {
  const full =
    upload.checksum?.type === 'FULL_OBJECT' ? createChecksum(upload.checksum.algorithm) : undefined;
  const file = bucket.stage();
  try {
    const paths = parts.map((part) => bucket.pathOfPart(part));
    await concatenate(paths, file, call.signal, (bytes) => full?.update(bytes));
    const stamp = await file.finish(bucket.fsync);
    const checksum = objectChecksum(upload, parts, full);
    checkChecksum(call.request, checksum);
    const object: StoredObject = {
      ...attributesOf(upload),
      ...stamp,
      key: upload.key,
      dataId: file.dataId,
      etag: `${createHash('md5')
        .update(parts.map(({ etag }) => etag).join(''), 'hex')
        .digest('hex')}-${parts.length}`,
      // As S3 does it: an upload that became visible late is as old as its beginning.
      modifiedMs: upload.initiatedMs,
      parts: parts.map((part) => objectPart(part, upload)),
      ...(checksum !== undefined && { checksum }),
    };
    return await bucket.exclusive(upload.key, () => {
      checkWriteConditions(call.request, bucket.current(upload.key));
      return bucket.put(object, upload.uploadId);
    });
  } catch (error) {
    await file.discard();
    throw error;
  }
}

/** What is remembered of a part. Its checksum only where the object has one, too: the others were of the way here. */
function objectPart({ number, size, checksum }: StoredPart, upload: OpenUpload): ObjectPart {
  const isOfObject = checksum !== undefined && checksum.algorithm === upload.checksum?.algorithm;
  return { number, size, ...(isOfObject && { checksum: checksum.value }) };
}

function objectChecksum(
  upload: OpenUpload,
  parts: readonly StoredPart[],
  full: ChecksumComputer | undefined,
): Checksum | undefined {
  if (upload.checksum === undefined) return undefined;
  const { algorithm, type } = upload.checksum;
  if (full !== undefined) return { algorithm, type, value: full.digest().toString('base64') };
  const composite = createChecksum(algorithm);
  for (const { checksum } of parts) composite.update(Buffer.from(checksum!.value, 'base64'));
  return { algorithm, type, value: `${composite.digest().toString('base64')}-${parts.length}` };
}

function checkChecksum({ headers }: S3Request, checksum: Checksum | undefined): void {
  const type = headers['x-amz-checksum-type'];
  if (type !== undefined && type !== checksum?.type) {
    throw new S3Error(
      'InvalidRequest',
      `The upload was created using the ${checksum?.type ?? 'null'} checksum mode. The complete request must use the same checksum mode.`,
    );
  }
  for (const algorithm of CHECKSUM_ALGORITHMS) {
    const value = headers[checksumHeader(algorithm)];
    if (value === undefined) continue;
    // A composite checksum may come without the number of parts.
    const isSame = checksum?.value === value || checksum?.value.replace(/-\d+$/, '') === value;
    if (checksum?.algorithm === algorithm && isSame) continue;
    throw new S3Error('BadDigest', `The ${algorithm} you specified did not match the calculated checksum.`);
  }
}

function checkSize({ headers }: S3Request, parts: readonly StoredPart[]): void {
  const expected = headers['x-amz-mp-object-size'];
  const actual = parts.reduce((sum, { size }) => sum + size, 0);
  if (expected === undefined || Number(expected) === actual) return;
  throw new S3Error(
    'InvalidRequest',
    `The provided 'x-amz-mp-object-size' header does not match what was computed: ${actual}`,
  );
}

function answer(call: Call, bucket: Bucket, object: StoredObject): Answer {
  const { checksum } = object;
  return xmlAnswer(
    xmlDocument('CompleteMultipartUploadResult', [
      xmlText(
        'Location',
        `http://${call.request.headers.host ?? 'localhost'}/${bucket.name}/${encodeURI(object.key)}`,
      ),
      xmlText('Bucket', bucket.name),
      xmlText('Key', object.key),
      xmlText('ETag', quoted(object.etag)),
      checksumXml(checksum),
      xmlText('ChecksumType', checksum?.type),
    ]),
    { ...versionHeaders(bucket, object), ...encryptionHeaders(object) },
  );
}
