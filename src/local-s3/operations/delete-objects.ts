import { bodyExpectations } from '../body/expectations.ts';
import { S3Error } from '../errors.ts';
import type { Bucket } from '../storage/bucket.ts';
import { NULL_VERSION, versionIdOf } from '../storage/records.ts';
import type { StoredVersion } from '../storage/records.ts';
import { isVersionId } from '../storage/version-id.ts';
import { xmlChildren, xmlChildText } from '../xml/elements.ts';
import type { XmlElements } from '../xml/elements.ts';
import { xmlDocument, xmlParent, xmlText } from '../xml/write.ts';
import type { Xml } from '../xml/write.ts';
import { removeObject } from './delete-object.ts';
import { bucketOf, xmlAnswer } from './operation.ts';
import type { Operation } from './operation.ts';
import { BODY_HEADERS } from './put-object.ts';
import { readXmlBody } from './read-xml.ts';
import { isMarker } from './versions.ts';

const MAX_KEYS = 1000;

export const deleteObjects: Operation = {
  name: 'DeleteObjects',
  method: 'POST',
  on: 'bucket',
  selector: { delete: undefined },
  headers: BODY_HEADERS,
  run: async (call) => {
    const bucket = bucketOf(call);
    const expected = bodyExpectations(call.request, call.signature);
    if (expected.md5 === undefined && expected.checksum === undefined) {
      throw new S3Error('InvalidRequest', 'Missing required header for this request: Content-MD5');
    }
    const body = await readXmlBody(call, 'Delete', expected);
    const objects = body === undefined ? [] : xmlChildren(body, 'Object');
    if (body === undefined || objects.length === 0 || objects.length > MAX_KEYS) {
      throw new S3Error('MalformedXML');
    }
    const isQuiet = xmlChildText(body, 'Quiet') === 'true';
    const results = await Promise.all(objects.map((object) => deleteOne(bucket, object, isQuiet)));
    return xmlAnswer(xmlDocument('DeleteResult', results));
  },
};

async function deleteOne(bucket: Bucket, object: XmlElements, isQuiet: boolean): Promise<Xml> {
  const key = xmlChildText(object, 'Key');
  const versionId = xmlChildText(object, 'VersionId');
  if (key === undefined || key === '') throw new S3Error('MalformedXML');
  try {
    for (const name of Object.keys(object)) {
      if (!['Key', 'VersionId', 'ETag', '#text'].includes(name)) {
        throw new S3Error('NotImplemented', `${name} of DeleteObjects is not implemented`);
      }
    }
    if (!isKnownForm(versionId)) throw new S3Error('NoSuchVersion');
    const deleted = await removeObject(bucket, key, versionId, xmlChildText(object, 'ETag'));
    return isQuiet ? '' : deletedElement(bucket, key, versionId, deleted);
  } catch (error) {
    if (!(error instanceof S3Error)) throw error;
    const { code, message } = error;
    return xmlParent('Error', [
      xmlText('Key', key),
      xmlText('VersionId', versionId),
      xmlText('Code', code),
      xmlText('Message', message),
    ]);
  }
}

/** Unlike DeleteObject, S3 does not call an id malformed here: it has no such version. */
function isKnownForm(versionId: string | undefined): boolean {
  return versionId === undefined || versionId === NULL_VERSION || isVersionId(versionId);
}

function deletedElement(
  bucket: Bucket,
  key: string,
  versionId: string | undefined,
  deleted: StoredVersion | undefined,
): Xml {
  const isAboutMarker = bucket.state.versioning !== undefined && isMarker(deleted);
  return xmlParent('Deleted', [
    xmlText('Key', key),
    xmlText('VersionId', versionId),
    xmlText('DeleteMarker', isAboutMarker ? true : undefined),
    xmlText('DeleteMarkerVersionId', isAboutMarker ? versionIdOf(deleted) : undefined),
  ]);
}
