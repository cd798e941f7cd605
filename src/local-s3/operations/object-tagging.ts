import { S3Error } from '../errors.ts';
import type { Bucket } from '../storage/bucket.ts';
import { xmlDocument, xmlParent, xmlText } from '../xml/write.ts';
import { noSuchKey } from './conditions.ts';
import { bucketOf, keyOf, xmlAnswer } from './operation.ts';
import type { Operation } from './operation.ts';
import { BODY_HEADERS } from './put-object.ts';
import { readXmlBody } from './read-xml.ts';
import { documentTagging, parseTagging } from './tagging.ts';

export const getObjectTagging: Operation = {
  name: 'GetObjectTagging',
  method: 'GET',
  on: 'object',
  selector: { tagging: undefined },
  run: async (call) => {
    const object = bucketOf(call).current(keyOf(call));
    if (object === undefined) throw noSuchKey(keyOf(call));
    const tags = parseTagging(object.tagging ?? '').map(({ name, value }) => {
      return xmlParent('Tag', [xmlText('Key', name), xmlText('Value', value)]);
    });
    return xmlAnswer(xmlDocument('Tagging', [xmlParent('TagSet', tags)]));
  },
};

export const putObjectTagging: Operation = {
  name: 'PutObjectTagging',
  method: 'PUT',
  on: 'object',
  selector: { tagging: undefined },
  headers: BODY_HEADERS,
  run: async (call) => {
    const bucket = bucketOf(call);
    const document = await readXmlBody(call, 'Tagging');
    if (document === undefined) throw new S3Error('MalformedXML');
    await replaceTags(bucket, keyOf(call), documentTagging(document));
    return { status: 200 };
  },
};

export const deleteObjectTagging: Operation = {
  name: 'DeleteObjectTagging',
  method: 'DELETE',
  on: 'object',
  selector: { tagging: undefined },
  run: async (call) => {
    await replaceTags(bucketOf(call), keyOf(call), undefined);
    return { status: 204 };
  },
};

/** Nothing else about the object changes, its date included. */
async function replaceTags(bucket: Bucket, key: string, tagging: string | undefined): Promise<void> {
  await bucket.exclusive(key, async () => {
    const current = bucket.current(key);
    if (current === undefined) throw noSuchKey(key);
    const { tagging: _, ...object } = current;
    await bucket.describe(tagging === undefined ? object : { ...object, tagging });
  });
}
