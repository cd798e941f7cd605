import { S3Error } from '../errors.ts';
import type { Bucket } from '../storage/bucket.ts';
import type { StoredObject } from '../storage/records.ts';
import { xmlDocument, xmlParent, xmlText } from '../xml/write.ts';
import type { Xml } from '../xml/write.ts';
import { afterGroup, commonPrefixOf, firstKey, keySpelling, readMax } from './listing.ts';
import type { Page } from './listing.ts';
import { bucketOf, isoSeconds, OWNER, quoted, xmlAnswer } from './operation.ts';
import type { Operation } from './operation.ts';

interface Listing {
  readonly prefix: string;
  readonly delimiter: string;
  /** Only what comes after this. If it is a common prefix of the listing, after all that it stands for. */
  readonly after: string;
  readonly maxKeys: number;
}

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
    const listing: Listing = {
      prefix: query.get('prefix') ?? '',
      delimiter: query.get('delimiter') ?? '',
      after: token === undefined ? (query.get('start-after') ?? '') : readToken(token),
      maxKeys: readMax(request, 'max-keys'),
    };
    const page = listObjects(bucket, listing);
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
        ...page.items.map((object) => contents(object, spell, withOwner)),
        ...page.commonPrefixes.map((prefix) => {
          return xmlParent('CommonPrefixes', [xmlText('Prefix', spell(prefix))]);
        }),
      ]),
    );
  },
};

function listObjects({ state }: Bucket, { prefix, delimiter, after, maxKeys }: Listing): Page<StoredObject> {
  const items: StoredObject[] = [];
  const commonPrefixes: string[] = [];
  let next: string | undefined;
  let key = firstKey(state.keys, prefix, delimiter, after);
  while (key?.startsWith(prefix)) {
    if (items.length + commonPrefixes.length === maxKeys) {
      return { items, commonPrefixes, next: maxKeys === 0 ? undefined : next };
    }
    const group = commonPrefixOf(key, prefix, delimiter);
    if (group === undefined) {
      items.push(state.objects.get(key)!);
      next = key;
      key = state.keys.after(key);
    } else {
      commonPrefixes.push(group);
      next = group;
      key = afterGroup(state.keys, group);
    }
  }
  return { items, commonPrefixes, next: undefined };
}

function contents(object: StoredObject, spell: (key: string) => string, withOwner: boolean): Xml {
  return xmlParent('Contents', [
    xmlText('Key', spell(object.key)),
    xmlText('LastModified', isoSeconds(object.modifiedMs)),
    xmlText('ETag', quoted(object.etag)),
    xmlText('ChecksumAlgorithm', object.checksum?.algorithm),
    xmlText('ChecksumType', object.checksum?.type),
    xmlText('Size', object.size),
    withOwner ? xmlParent('Owner', [xmlText('ID', OWNER.id), xmlText('DisplayName', OWNER.name)]) : '',
    xmlText('StorageClass', object.storageClass),
  ]);
}

/** Tokens mean something only to us; the first byte lets a stranger's be told apart. */
const TOKEN_MARK = '1';

function writeToken(after: string): string {
  return Buffer.from(TOKEN_MARK + after).toString('base64url');
}

function readToken(token: string): string {
  const text = Buffer.from(token, 'base64url').toString('utf8');
  if (text.startsWith(TOKEN_MARK) && writeToken(text.slice(1)) === token) return text.slice(1);
  throw new S3Error('InvalidArgument', 'The continuation token provided is incorrect', {
    ArgumentName: 'continuation-token',
  });
}

function optional(text: string | undefined, change: (text: string) => string): string | undefined {
  return text === undefined ? undefined : change(text);
}
