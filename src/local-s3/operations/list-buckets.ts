import { xmlDocument, xmlParent, xmlText } from '../xml/write.ts';
import { isoSeconds, OWNER, xmlAnswer } from './operation.ts';
import type { Operation } from './operation.ts';

export const listBuckets: Operation = {
  name: 'ListBuckets',
  method: 'GET',
  on: 'service',
  run: async ({ storage }) => {
    const buckets = storage.buckets().map(({ name, createdMs }) => {
      return xmlParent('Bucket', [xmlText('Name', name), xmlText('CreationDate', isoSeconds(createdMs))]);
    });
    return xmlAnswer(
      xmlDocument('ListAllMyBucketsResult', [
        xmlParent('Buckets', buckets),
        xmlParent('Owner', [xmlText('ID', OWNER.id), xmlText('DisplayName', OWNER.name)]),
      ]),
    );
  },
};
