import { S3Error } from '../errors.ts';
import { isBucketName } from '../storage/bucket-name.ts';
import { xmlChildText } from '../xml/elements.ts';
import { checkConstraint } from './location.ts';
import type { Call, Operation } from './operation.ts';
import { readXmlBody } from './read-xml.ts';

export const createBucket: Operation = {
  name: 'CreateBucket',
  method: 'PUT',
  on: 'bucket',
  run: async (call) => {
    const name = call.request.bucket!;
    if (!isBucketName(name)) throw new S3Error('InvalidBucketName', undefined, { BucketName: name });
    await checkLocation(call);
    const isNew = await call.storage.createBucket(name);
    // The oldest region takes a second creation by the owner for a success, the others do not.
    if (!isNew && call.region !== 'us-east-1') {
      throw new S3Error('BucketAlreadyOwnedByYou', undefined, { BucketName: name });
    }
    return { status: 200, headers: { location: `/${name}` } };
  },
};

async function checkLocation(call: Call): Promise<void> {
  const configuration = (await readXmlBody(call, 'CreateBucketConfiguration')) ?? {};
  for (const name of Object.keys(configuration)) {
    if (name !== 'LocationConstraint' && name !== '#text') {
      throw new S3Error('NotImplemented', `${name} of CreateBucketConfiguration is not implemented`);
    }
  }
  checkConstraint(xmlChildText(configuration, 'LocationConstraint'), call.region);
}
