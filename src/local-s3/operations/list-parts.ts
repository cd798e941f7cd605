import { checksumElement } from '../body/checksum.ts';
import type { StoredPart } from '../storage/records.ts';
import { xmlDocument, xmlParent, xmlText } from '../xml/write.ts';
import type { Xml } from '../xml/write.ts';
import { readMax } from './listing.ts';
import { bucketOf, isoSeconds, OWNER, quoted, xmlAnswer } from './operation.ts';
import type { Operation } from './operation.ts';
import { uploadOf } from './uploads.ts';

export const listParts: Operation = {
  name: 'ListParts',
  method: 'GET',
  on: 'object',
  selector: { uploadId: undefined },
  query: ['max-parts', 'part-number-marker'],
  run: async (call) => {
    const bucket = bucketOf(call);
    const upload = uploadOf(call, bucket);
    const marker = readMarker(call.request.query.get('part-number-marker'));
    const maxParts = readMax(call.request, 'max-parts');
    const following = [...upload.parts.values()]
      .filter(({ number }) => number > marker)
      .sort((left, right) => left.number - right.number);
    const parts = following.slice(0, maxParts);
    const isTruncated = parts.length > 0 && parts.length < following.length;
    return xmlAnswer(
      xmlDocument('ListPartsResult', [
        xmlText('Bucket', bucket.name),
        xmlText('Key', upload.key),
        xmlText('UploadId', upload.uploadId),
        xmlParent('Initiator', [xmlText('ID', OWNER.id), xmlText('DisplayName', OWNER.name)]),
        xmlParent('Owner', [xmlText('ID', OWNER.id), xmlText('DisplayName', OWNER.name)]),
        xmlText('StorageClass', upload.storageClass),
        xmlText('PartNumberMarker', marker),
        xmlText('NextPartNumberMarker', isTruncated ? parts.at(-1)!.number : undefined),
        xmlText('MaxParts', maxParts),
        xmlText('IsTruncated', isTruncated),
        xmlText('ChecksumAlgorithm', upload.checksum?.algorithm),
        xmlText('ChecksumType', upload.checksum?.type),
        ...parts.map(partElement),
      ]),
    );
  },
};

function partElement({ number, modifiedMs, etag, size, checksum }: StoredPart): Xml {
  return xmlParent('Part', [
    xmlText('PartNumber', number),
    xmlText('LastModified', isoSeconds(modifiedMs)),
    xmlText('ETag', quoted(etag)),
    xmlText('Size', size),
    checksum === undefined ? '' : xmlText(checksumElement(checksum.algorithm), checksum.value),
  ]);
}

/** S3 takes a marker that is no number for none. */
function readMarker(text: string | undefined): number {
  const marker = Number(text ?? 0);
  return Number.isInteger(marker) && marker > 0 ? marker : 0;
}
