import { CHECKSUM_ALGORITHMS, checksumElement } from '../body/checksum.ts';
import { S3Error } from '../errors.ts';
import type { OpenUpload } from '../storage/bucket-state.ts';
import type { StoredPart } from '../storage/records.ts';
import { xmlChildren, xmlChildText } from '../xml/elements.ts';
import type { XmlElements } from '../xml/elements.ts';
import { withoutQuotes } from './conditions.ts';
import { MAX_PART_NUMBER } from './part-number.ts';

/**
 * The parts that a CompleteMultipartUpload document lists, each checked against what was uploaded. All but the last
 * must have `minPartBytes`.
 */
export function selectedParts(
  document: XmlElements,
  upload: OpenUpload,
  minPartBytes: number,
): readonly StoredPart[] {
  const elements = xmlChildren(document, 'Part');
  if (elements.length === 0 || elements.length > MAX_PART_NUMBER) throw new S3Error('MalformedXML');
  const numbers = elements.map(partNumber);
  if (numbers.some((number, index) => index > 0 && number <= numbers[index - 1]!)) {
    throw new S3Error('InvalidPartOrder', undefined, { UploadId: upload.uploadId });
  }
  checkConsecutive(numbers, upload);
  const parts = elements.map((element, index) => selectedPart(element, numbers[index]!, upload));
  for (const part of parts.slice(0, -1)) {
    if (part.size >= minPartBytes) continue;
    throw new S3Error('EntityTooSmall', undefined, {
      ETag: part.etag,
      MinSizeAllowed: `${minPartBytes}`,
      PartNumber: `${part.number}`,
      ProposedSize: `${part.size}`,
    });
  }
  return parts;
}

/** As the reference says of `CompletedPart`: with a checksum of each part, their numbers go from 1 without a gap. */
function checkConsecutive(numbers: readonly number[], upload: OpenUpload): void {
  if (upload.checksum?.type !== 'COMPOSITE' || numbers.every((number, index) => number === index + 1)) return;
  throw new S3Error(
    'InvalidPartOrder',
    'The parts of an upload with checksums must be numbered from 1 without a gap.',
    { UploadId: upload.uploadId },
  );
}

function selectedPart(element: XmlElements, number: number, upload: OpenUpload): StoredPart {
  const etag = xmlChildText(element, 'ETag');
  if (etag === undefined) throw new S3Error('MalformedXML');
  const part = upload.parts.get(number);
  if (part === undefined || part.etag !== withoutQuotes(etag)) throw invalidPart(number, etag, upload);
  checkChecksum(element, part, upload);
  return part;
}

function checkChecksum(element: XmlElements, part: StoredPart, upload: OpenUpload): void {
  for (const algorithm of CHECKSUM_ALGORITHMS) {
    const value = xmlChildText(element, checksumElement(algorithm));
    if (value !== undefined && (part.checksum?.algorithm !== algorithm || part.checksum.value !== value)) {
      throw invalidPart(part.number, part.etag, upload);
    }
    const isRequired = upload.checksum?.type === 'COMPOSITE' && upload.checksum.algorithm === algorithm;
    if (value === undefined && isRequired) {
      throw new S3Error(
        'InvalidRequest',
        `The upload was created using a ${algorithm.toLowerCase()} checksum. The complete request must include the checksum for each part. It was missing for part ${part.number} in the request.`,
      );
    }
  }
}

function partNumber(element: XmlElements): number {
  const number = Number(xmlChildText(element, 'PartNumber'));
  if (Number.isInteger(number) && number >= 1) return number;
  throw new S3Error('MalformedXML');
}

function invalidPart(number: number, etag: string, { uploadId }: OpenUpload): S3Error {
  return new S3Error('InvalidPart', undefined, {
    UploadId: uploadId,
    PartNumber: `${number}`,
    ETag: withoutQuotes(etag),
  });
}
