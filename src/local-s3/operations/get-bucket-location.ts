import { xmlDocument } from '../xml/write.ts';
import { bucketOf, xmlAnswer } from './operation.ts';
import type { Operation } from './operation.ts';
import { constraintOf } from './location.ts';

export const getBucketLocation: Operation = {
  name: 'GetBucketLocation',
  method: 'GET',
  on: 'bucket',
  selector: { location: undefined },
  run: async (call) => {
    bucketOf(call);
    return xmlAnswer(xmlDocument('LocationConstraint', [constraintOf(call.region)]));
  },
};
