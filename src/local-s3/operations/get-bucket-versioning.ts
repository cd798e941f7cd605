import { xmlDocument, xmlText } from '../xml/write.ts';
import { bucketOf, xmlAnswer } from './operation.ts';
import type { Operation } from './operation.ts';

export const getBucketVersioning: Operation = {
  name: 'GetBucketVersioning',
  method: 'GET',
  on: 'bucket',
  selector: { versioning: undefined },
  run: async (call) => {
    const { versioning } = bucketOf(call).state;
    return xmlAnswer(xmlDocument('VersioningConfiguration', [xmlText('Status', versioning)]));
  },
};
