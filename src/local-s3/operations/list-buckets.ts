import { S3Error } from '../errors.ts';
import type { S3Request } from '../request.ts';
import type { Bucket } from '../storage/bucket.ts';
import { compareKeys } from '../storage/key-order.ts';
import { xmlDocument, xmlParent, xmlText } from '../xml/write.ts';
import type { Xml } from '../xml/write.ts';
import { readToken, writeToken } from './listing.ts';
import { isoSeconds, ownerXml, xmlAnswer } from './operation.ts';
import type { Operation } from './operation.ts';

const MAX_BUCKETS = 10_000;

export const listBuckets: Operation = {
  name: 'ListBuckets',
  method: 'GET',
  on: 'service',
  query: ['bucket-region', 'continuation-token', 'max-buckets', 'prefix'],
  run: async ({ request, storage, region }) => {
    const { query } = request;
    const prefix = query.get('prefix');
    const token = query.get('continuation-token');
    const maxBuckets = readMaxBuckets(request);
    const after = token === undefined ? '' : readToken(token);
    const isElsewhere = (query.get('bucket-region') ?? region) !== region;
    const following = storage.buckets().filter(({ name }) => {
      return !isElsewhere && name.startsWith(prefix ?? '') && compareKeys(name, after) > 0;
    });
    const page = following.slice(0, maxBuckets);
    const next = page.length < following.length ? page.at(-1) : undefined;
    return xmlAnswer(
      xmlDocument('ListAllMyBucketsResult', [
        xmlParent(
          'Buckets',
          page.map((bucket) => bucketXml(bucket, region)),
        ),
        ownerXml('Owner'),
        xmlText('ContinuationToken', next && writeToken(next.name)),
        xmlText('Prefix', prefix),
      ]),
    );
  },
};

function bucketXml({ name, createdMs }: Bucket, region: string): Xml {
  return xmlParent('Bucket', [
    xmlText('Name', name),
    xmlText('CreationDate', isoSeconds(createdMs)),
    xmlText('BucketRegion', region),
  ]);
}

/** Undefined, when it is not there: all of them. */
function readMaxBuckets({ query }: S3Request): number | undefined {
  const text = query.get('max-buckets');
  if (text === undefined) return undefined;
  const max = Number(text);
  if (/^\d{1,5}$/.test(text) && max >= 1 && max <= MAX_BUCKETS) return max;
  throw new S3Error('InvalidArgument', `max-buckets must be an integer between 1 and ${MAX_BUCKETS}`, {
    ArgumentName: 'max-buckets',
    ArgumentValue: text,
  });
}
