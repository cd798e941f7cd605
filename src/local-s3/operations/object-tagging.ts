import { S3Error } from '../errors.ts';
import { xmlDocument, xmlParent, xmlText } from '../xml/write.ts';
import { bucketOf, keyOf, xmlAnswer } from './operation.ts';
import type { Call, Operation } from './operation.ts';
import { BODY_HEADERS } from './put-object.ts';
import { readXmlBody } from './read-xml.ts';
import { documentTagging, parseTagging } from './tagging.ts';
import { objectOf, versionHeaders } from './versions.ts';

export const getObjectTagging: Operation = {
  name: 'GetObjectTagging',
  method: 'GET',
  on: 'object',
  selector: { tagging: undefined },
  query: ['versionId'],
  run: async (call) => {
    const { bucket, object } = objectOf(call);
    const tags = parseTagging(object.tagging ?? '').map(({ name, value }) => {
      return xmlParent('Tag', [xmlText('Key', name), xmlText('Value', value)]);
    });
    const document = xmlDocument('Tagging', [xmlParent('TagSet', tags)]);
    return xmlAnswer(document, versionHeaders(bucket, object));
  },
};

export const putObjectTagging: Operation = {
  name: 'PutObjectTagging',
  method: 'PUT',
  on: 'object',
  selector: { tagging: undefined },
  query: ['versionId'],
  headers: BODY_HEADERS,
  run: async (call) => {
    const document = await readXmlBody(call, 'Tagging');
    if (document === undefined) throw new S3Error('MalformedXML');
    return { status: 200, headers: await replaceTags(call, documentTagging(document)) };
  },
};

export const deleteObjectTagging: Operation = {
  name: 'DeleteObjectTagging',
  method: 'DELETE',
  on: 'object',
  selector: { tagging: undefined },
  query: ['versionId'],
  run: async (call) => {
    return { status: 204, headers: await replaceTags(call, undefined) };
  },
};

/** Nothing else about the object changes, its date included. Gives the headers that tell which version it was. */
function replaceTags(call: Call, tagging: string | undefined): Promise<Record<string, string>> {
  return bucketOf(call).exclusive(keyOf(call), async () => {
    const { bucket, object: tagged } = objectOf(call);
    const { tagging: _, ...object } = tagged;
    await bucket.describe(tagging === undefined ? object : { ...object, tagging });
    return versionHeaders(bucket, object);
  });
}
