import { S3Error } from '../errors.ts';
import type { S3Request } from '../request.ts';
import type { Bucket } from '../storage/bucket.ts';
import { isObject, versionIdOf } from '../storage/records.ts';
import type { StoredVersion } from '../storage/records.ts';
import { xmlDocument, xmlParent, xmlText } from '../xml/write.ts';
import type { Xml } from '../xml/write.ts';
import { afterGroup, commonPrefixesXml, commonPrefixOf, firstKey, keySpelling, readMax } from './listing.ts';
import { bucketOf, isoSeconds, ownerXml, quoted, xmlAnswer } from './operation.ts';
import type { Operation } from './operation.ts';
import { checkedVersionId } from './versions.ts';

interface Listing extends Markers {
  readonly prefix: string;
  readonly delimiter: string;
  readonly maxKeys: number;
}

/** Where a listing goes on: after all versions of a key (or common prefix), or after one of them. */
interface Markers {
  readonly key: string;
  readonly versionId: string | undefined;
}

interface Entry {
  readonly version: StoredVersion;
  readonly isLatest: boolean;
}

interface VersionPage {
  readonly entries: readonly Entry[];
  readonly commonPrefixes: readonly string[];
  /** The last of the page; undefined when the listing is complete. */
  readonly next: Markers | undefined;
}

export const listObjectVersions: Operation = {
  name: 'ListObjectVersions',
  method: 'GET',
  on: 'bucket',
  selector: { versions: undefined },
  query: ['delimiter', 'encoding-type', 'key-marker', 'max-keys', 'prefix', 'version-id-marker'],
  run: async (call) => {
    const { query } = call.request;
    const bucket = bucketOf(call);
    const maxKeys = readMax(call.request, 'max-keys');
    const markers = readMarkers(call.request);
    const { type, spell } = keySpelling(call.request);
    const prefix = query.get('prefix') ?? '';
    const delimiter = query.get('delimiter') ?? '';
    const page = listVersions(bucket, { ...markers, prefix, delimiter, maxKeys });
    return xmlAnswer(
      xmlDocument('ListVersionsResult', [
        xmlText('Name', bucket.name),
        xmlText('Prefix', spell(prefix)),
        xmlText('KeyMarker', spell(markers.key)),
        xmlText('VersionIdMarker', markers.versionId ?? ''),
        xmlText('NextKeyMarker', page.next === undefined ? undefined : spell(page.next.key)),
        xmlText('NextVersionIdMarker', page.next?.versionId),
        xmlText('MaxKeys', maxKeys),
        xmlText('Delimiter', delimiter === '' ? undefined : spell(delimiter)),
        xmlText('EncodingType', type),
        xmlText('IsTruncated', page.next !== undefined),
        ...page.entries.map((entry) => versionElement(entry, spell)),
        ...commonPrefixesXml(page.commonPrefixes, spell),
      ]),
    );
  },
};

function readMarkers({ query }: S3Request): Markers {
  const key = query.get('key-marker') ?? '';
  const versionId = query.get('version-id-marker');
  if (versionId !== undefined && key === '') {
    throw badMarker('A version-id marker cannot be specified without a key marker.', versionId);
  }
  if (versionId === '') throw badMarker('A version-id marker cannot be empty.', versionId);
  return { key, versionId: checkedVersionId(versionId, 'version-id-marker') };
}

function badMarker(message: string, versionId: string): S3Error {
  return new S3Error('InvalidArgument', message, {
    ArgumentName: 'version-id-marker',
    ArgumentValue: versionId,
  });
}

/** Keys in their order, the versions of each by age, the newest first; versions and common prefixes count alike. */
function listVersions(bucket: Bucket, listing: Listing): VersionPage {
  const { prefix, delimiter, maxKeys } = listing;
  const { versions } = bucket.state;
  const entries: Entry[] = [];
  const commonPrefixes: string[] = [];
  let next: Markers | undefined;
  const isFull = (): boolean => entries.length + commonPrefixes.length === maxKeys;
  const cut = (): VersionPage => ({ entries, commonPrefixes, next: maxKeys === 0 ? undefined : next });
  let { key, after } = start(bucket, listing);
  while (key?.startsWith(prefix)) {
    const group = commonPrefixOf(key, prefix, delimiter);
    if (group !== undefined) {
      if (isFull()) return cut();
      commonPrefixes.push(group);
      next = { key: group, versionId: undefined };
      key = afterGroup(versions.allKeys, group);
    } else {
      const latest = versions.get(key);
      for (const version of versions.newestFirst(key, after)) {
        if (isFull()) return cut();
        entries.push({ version, isLatest: version === latest });
        next = { key, versionId: versionIdOf(version) };
      }
      key = versions.allKeys.after(key);
    }
    after = undefined;
  }
  return { entries, commonPrefixes, next: undefined };
}

/** The key to begin with, and the version of it after which. */
function start(
  { state }: Bucket,
  { prefix, delimiter, key, versionId }: Listing,
): { key: string | undefined; after: string | undefined } {
  const isGrouped = commonPrefixOf(key, prefix, delimiter) !== undefined;
  const isInKey = versionId !== undefined && key.startsWith(prefix) && !isGrouped;
  if (isInKey && state.versions.get(key) !== undefined) return { key, after: versionId };
  return { key: firstKey(state.versions.allKeys, prefix, delimiter, key), after: undefined };
}

function versionElement({ version, isLatest }: Entry, spell: (key: string) => string): Xml {
  const about = [
    xmlText('Key', spell(version.key)),
    xmlText('VersionId', versionIdOf(version)),
    xmlText('IsLatest', isLatest),
    xmlText('LastModified', isoSeconds(version.modifiedMs)),
  ];
  if (!isObject(version)) return xmlParent('DeleteMarker', [...about, ownerXml('Owner')]);
  return xmlParent('Version', [
    ...about,
    xmlText('ETag', quoted(version.etag)),
    xmlText('ChecksumAlgorithm', version.checksum?.algorithm),
    xmlText('ChecksumType', version.checksum?.type),
    xmlText('Size', version.size),
    xmlText('StorageClass', version.storageClass),
    ownerXml('Owner'),
  ]);
}
