import { S3Error } from '../errors.ts';
import type { S3Request } from '../request.ts';
import type { ObjectPart, StoredObject } from '../storage/records.ts';
import { xmlDocument, xmlParent, xmlText } from '../xml/write.ts';
import type { Xml } from '../xml/write.ts';
import { checksumXml } from './checksum-algorithm.ts';
import { clampMax } from './listing.ts';
import { xmlAnswer } from './operation.ts';
import type { Operation } from './operation.ts';
import { readPartMarker } from './part-number.ts';
import { objectOf, versionHeaders } from './versions.ts';

const ATTRIBUTES_HEADER = 'x-amz-object-attributes';
const MAX_PARTS_HEADER = 'x-amz-max-parts';
const MARKER_HEADER = 'x-amz-part-number-marker';
const ATTRIBUTES = ['ETag', 'Checksum', 'ObjectParts', 'StorageClass', 'ObjectSize'] as const;

type Attribute = (typeof ATTRIBUTES)[number];

export const getObjectAttributes: Operation = {
  name: 'GetObjectAttributes',
  method: 'GET',
  on: 'object',
  selector: { attributes: undefined },
  query: ['versionId'],
  headers: [ATTRIBUTES_HEADER, MAX_PARTS_HEADER, MARKER_HEADER],
  run: async (call) => {
    const wanted = readAttributeNames(call.request);
    const { bucket, object } = objectOf(call);
    const attributes = wanted.map((name) => attributeXml(name, object, call.request));
    return xmlAnswer(xmlDocument('GetObjectAttributesOutput', attributes), {
      'last-modified': new Date(object.modifiedMs).toUTCString(),
      ...versionHeaders(bucket, object),
    });
  },
};

/** In the order of the reference, each once. */
function readAttributeNames({ headers }: S3Request): readonly Attribute[] {
  const header = headers[ATTRIBUTES_HEADER] ?? '';
  const names = header.split(',').map((name) => name.trim());
  const wanted = ATTRIBUTES.filter((name) => names.includes(name));
  if (wanted.length > 0 && names.every((name) => ATTRIBUTES.some((known) => known === name))) return wanted;
  throw new S3Error('InvalidArgument', 'Invalid attribute name specified.', {
    ArgumentName: ATTRIBUTES_HEADER,
    ArgumentValue: header,
  });
}

function attributeXml(name: Attribute, object: StoredObject, request: S3Request): Xml {
  switch (name) {
    case 'ETag':
      // Here, and nowhere else, S3 leaves out the quotes.
      return xmlText('ETag', object.etag);
    case 'Checksum':
      return object.checksum === undefined
        ? ''
        : xmlParent('Checksum', [
            checksumXml(object.checksum),
            xmlText('ChecksumType', object.checksum.type),
          ]);
    case 'ObjectParts':
      return object.parts === undefined ? '' : partsXml(object, object.parts, request);
    case 'StorageClass':
      return xmlText('StorageClass', object.storageClass);
    case 'ObjectSize':
      return xmlText('ObjectSize', object.size);
  }
}

/** The parts one by one only of an object with a checksum, as the reference has it; otherwise how many there are. */
function partsXml({ checksum }: StoredObject, parts: readonly ObjectPart[], { headers }: S3Request): Xml {
  const count = xmlText('PartsCount', parts.length);
  if (checksum === undefined) return xmlParent('ObjectParts', [count]);
  const marker = readPartMarker(headers[MARKER_HEADER]);
  const maxParts = clampMax(MAX_PARTS_HEADER, headers[MAX_PARTS_HEADER]);
  const following = parts.filter(({ number }) => number > marker);
  const page = following.slice(0, maxParts);
  return xmlParent('ObjectParts', [
    xmlText('IsTruncated', page.length > 0 && page.length < following.length),
    xmlText('MaxParts', maxParts),
    xmlText('NextPartNumberMarker', page.at(-1)?.number ?? marker),
    xmlText('PartNumberMarker', marker),
    ...page.map((part) =>
      xmlParent('Part', [
        xmlText('PartNumber', part.number),
        xmlText('Size', part.size),
        part.checksum === undefined ? '' : checksumXml({ ...checksum, value: part.checksum }),
      ]),
    ),
    count,
  ]);
}
