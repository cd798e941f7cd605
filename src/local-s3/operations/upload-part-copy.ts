import { S3Error } from '../errors.ts';
import type { S3Request } from '../request.ts';
import type { StoredPart } from '../storage/records.ts';
import { xmlDocument, xmlText } from '../xml/write.ts';
import { encryptionHeaders } from './attributes.ts';
import { checksumXml } from './checksum-algorithm.ts';
import { COPY_CONDITION_HEADERS } from './conditions.ts';
import { copyFile } from './copy-file.ts';
import { checkCopySize, COPY_SOURCE, withCopySource } from './copy-source.ts';
import { bucketOf, isoSeconds, quoted, xmlAnswer } from './operation.ts';
import type { Operation } from './operation.ts';
import { readPartNumber } from './part-number.ts';
import type { ByteRange } from './range.ts';
import { newPart } from './upload-part.ts';
import { uploadOf } from './uploads.ts';
import { copySourceHeaders } from './versions.ts';

const COPY_RANGE = 'x-amz-copy-source-range';

export const uploadPartCopy: Operation = {
  name: 'UploadPartCopy',
  method: 'PUT',
  on: 'object',
  selector: { partNumber: undefined, uploadId: undefined },
  selectorHeader: COPY_SOURCE,
  headers: [...COPY_CONDITION_HEADERS, COPY_RANGE],
  run: async (call) => {
    const bucket = bucketOf(call);
    const upload = uploadOf(call, bucket);
    const number = readPartNumber(call.request);
    return withCopySource(call, async (source) => {
      const range = readCopyRange(call.request, source.object.size);
      checkCopySize(range === undefined ? source.object.size : range.end - range.start + 1);
      const order = { range, algorithm: upload.checksum?.algorithm };
      const part = await copyFile(call, bucket, source, order, async (copied): Promise<StoredPart> => {
        const made = newPart(number, copied);
        await bucket.commit({ kind: 'part', uploadId: upload.uploadId, part: made });
        return made;
      });
      return xmlAnswer(
        xmlDocument('CopyPartResult', [
          xmlText('LastModified', isoSeconds(part.modifiedMs)),
          xmlText('ETag', quoted(part.etag)),
          checksumXml(part.checksum),
        ]),
        { ...copySourceHeaders(source.bucket, source.object), ...encryptionHeaders(upload) },
      );
    });
  },
};

/** Unlike the Range of a read, this one is followed to the letter or refused. */
function readCopyRange({ headers }: S3Request, size: number): ByteRange | undefined {
  const header = headers[COPY_RANGE];
  if (header === undefined) return undefined;
  const match = /^bytes=(\d{1,15})-(\d{1,15})$/.exec(header);
  const [start, end] = [Number(match?.[1]), Number(match?.[2])];
  if (match === null || start > end) {
    throw invalidRange(
      header,
      'The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets of the first and last bytes to copy',
    );
  }
  if (end < size) return { start, end };
  throw invalidRange(header, `Range specified is not valid for source object of size: ${size}`);
}

function invalidRange(value: string, message: string): S3Error {
  return new S3Error('InvalidArgument', message, { ArgumentName: COPY_RANGE, ArgumentValue: value });
}
