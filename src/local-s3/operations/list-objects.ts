import { xmlDocument, xmlText } from '../xml/write.ts';
import { commonPrefixesXml, keySpelling, optional, readMax } from './listing.ts';
import { contentsXml, objectPage } from './object-page.ts';
import type { ObjectListing } from './object-page.ts';
import { bucketOf, xmlAnswer } from './operation.ts';
import type { Operation } from './operation.ts';

/** Version 1: pages are continued by naming a key. */
export const listObjects: Operation = {
  name: 'ListObjects',
  method: 'GET',
  on: 'bucket',
  query: ['delimiter', 'encoding-type', 'marker', 'max-keys', 'prefix'],
  run: async (call) => {
    const { request } = call;
    const { query } = request;
    const bucket = bucketOf(call);
    const { type, spell } = keySpelling(request);
    const listing: ObjectListing = {
      prefix: query.get('prefix') ?? '',
      delimiter: query.get('delimiter') ?? '',
      after: query.get('marker') ?? '',
      maxKeys: readMax(request, 'max-keys'),
    };
    const page = objectPage(bucket, listing);
    // Without a delimiter the last key of the page is what goes on, and S3 leaves it to the client to see that.
    const nextMarker = listing.delimiter === '' ? undefined : page.next;
    return xmlAnswer(
      xmlDocument('ListBucketResult', [
        xmlText('Name', bucket.name),
        xmlText('Prefix', spell(listing.prefix)),
        xmlText('Marker', spell(listing.after)),
        xmlText('NextMarker', optional(nextMarker, spell)),
        xmlText('MaxKeys', listing.maxKeys),
        xmlText('Delimiter', listing.delimiter === '' ? undefined : spell(listing.delimiter)),
        xmlText('EncodingType', type),
        xmlText('IsTruncated', page.next !== undefined),
        ...page.items.map((object) => contentsXml(object, spell, true)),
        ...commonPrefixesXml(page.commonPrefixes, spell),
      ]),
    );
  },
};
