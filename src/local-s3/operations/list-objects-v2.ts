import { xmlDocument, xmlText } from '../xml/write.ts';
import { commonPrefixesXml, keySpelling, optional, readMax, readToken, writeToken } from './listing.ts';
import { contentsXml, objectPage } from './object-page.ts';
import type { ObjectListing } from './object-page.ts';
import { bucketOf, xmlAnswer } from './operation.ts';
import type { Operation } from './operation.ts';

export const listObjectsV2: Operation = {
  name: 'ListObjectsV2',
  method: 'GET',
  on: 'bucket',
  selector: { 'list-type': '2' },
  query: [
    'continuation-token',
    'delimiter',
    'encoding-type',
    'fetch-owner',
    'max-keys',
    'prefix',
    'start-after',
  ],
  run: async (call) => {
    const { request } = call;
    const { query } = request;
    const bucket = bucketOf(call);
    const { type, spell } = keySpelling(request);
    const token = query.get('continuation-token');
    const listing: ObjectListing = {
      prefix: query.get('prefix') ?? '',
      delimiter: query.get('delimiter') ?? '',
      after: token === undefined ? (query.get('start-after') ?? '') : readToken(token),
      maxKeys: readMax(request, 'max-keys'),
    };
    const page = objectPage(bucket, listing);
    const withOwner = query.get('fetch-owner') === 'true';
    return xmlAnswer(
      xmlDocument('ListBucketResult', [
        xmlText('Name', bucket.name),
        xmlText('Prefix', spell(listing.prefix)),
        xmlText('StartAfter', optional(query.get('start-after'), spell)),
        xmlText('ContinuationToken', token),
        xmlText('NextContinuationToken', optional(page.next, writeToken)),
        xmlText('KeyCount', page.items.length + page.commonPrefixes.length),
        xmlText('MaxKeys', listing.maxKeys),
        xmlText('Delimiter', listing.delimiter === '' ? undefined : spell(listing.delimiter)),
        xmlText('EncodingType', type),
        xmlText('IsTruncated', page.next !== undefined),
        ...page.items.map((object) => contentsXml(object, spell, withOwner)),
        ...commonPrefixesXml(page.commonPrefixes, spell),
      ]),
    );
  },
};
