import type { StoredPart } from '../storage/records.ts';
import { xmlDocument, xmlParent, xmlText } from '../xml/write.ts';
import type { Xml } from '../xml/write.ts';
import { checksumXml } from './checksum-algorithm.ts';
import { readMax } from './listing.ts';
import { bucketOf, isoSeconds, ownerXml, quoted, xmlAnswer } from './operation.ts';
import type { Operation } from './operation.ts';
import { readPartMarker } from './part-number.ts';
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
    const marker = readPartMarker(call.request.query.get('part-number-marker'));
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
        ownerXml('Initiator'),
        ownerXml('Owner'),
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
    checksumXml(checksum),
  ]);
}
