import { bodyExpectations } from '../body/expectations.ts';
import { S3Error } from '../errors.ts';
import type { VersioningStatus } from '../storage/records.ts';
import { xmlChildText } from '../xml/elements.ts';
import type { XmlElements } from '../xml/elements.ts';
import { bucketOf } from './operation.ts';
import type { Operation } from './operation.ts';
import { BODY_HEADERS } from './put-object.ts';
import { readXmlBody } from './read-xml.ts';

/** Deleting with a second factor (`x-amz-mfa`) is refused like every header that is not known. */
export const putBucketVersioning: Operation = {
  name: 'PutBucketVersioning',
  method: 'PUT',
  on: 'bucket',
  selector: { versioning: undefined },
  headers: BODY_HEADERS,
  run: async (call) => {
    const bucket = bucketOf(call);
    const expected = bodyExpectations(call.request, call.signature);
    const configuration = await readXmlBody(call, 'VersioningConfiguration', expected);
    if (configuration === undefined) throw new S3Error('MissingRequestBodyError');
    await bucket.setVersioning(readStatus(configuration));
    return { status: 200 };
  },
};

const ELEMENTS = ['Status', 'MfaDelete', '#text'];

function readStatus(configuration: XmlElements): VersioningStatus {
  if (Object.keys(configuration).some((name) => !ELEMENTS.includes(name))) throw new S3Error('MalformedXML');
  const mfaDelete = xmlChildText(configuration, 'MfaDelete');
  if (mfaDelete === 'Enabled') {
    throw new S3Error('NotImplemented', 'MfaDelete of VersioningConfiguration is not implemented');
  }
  if (mfaDelete !== undefined && mfaDelete !== 'Disabled') throw new S3Error('MalformedXML');
  const status = xmlChildText(configuration, 'Status');
  if (status === undefined) {
    throw new S3Error('IllegalVersioningConfigurationException', 'The Versioning element must be specified');
  }
  if (status !== 'Enabled' && status !== 'Suspended') throw new S3Error('MalformedXML');
  return status;
}
