import type { Bucket } from '../storage/bucket.ts';
import type { StoredObject } from '../storage/records.ts';
import { xmlParent, xmlText } from '../xml/write.ts';
import type { Xml } from '../xml/write.ts';
import { afterGroup, commonPrefixOf, firstKey } from './listing.ts';
import type { Page } from './listing.ts';
import { isoSeconds, ownerXml, quoted } from './operation.ts';

export interface ObjectListing {
  readonly prefix: string;
  readonly delimiter: string;
  /** Only what comes after this. If it is a common prefix of the listing, after all that it stands for. */
  readonly after: string;
  readonly maxKeys: number;
}

/** One page of a bucket's keys, found by searching: a group of a million keys costs as much as one of two. */
export function objectPage(
  { state }: Bucket,
  { prefix, delimiter, after, maxKeys }: ObjectListing,
): Page<StoredObject> {
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

export function contentsXml(object: StoredObject, spell: (key: string) => string, withOwner: boolean): Xml {
  return xmlParent('Contents', [
    xmlText('Key', spell(object.key)),
    xmlText('LastModified', isoSeconds(object.modifiedMs)),
    xmlText('ETag', quoted(object.etag)),
    xmlText('ChecksumAlgorithm', object.checksum?.algorithm),
    xmlText('ChecksumType', object.checksum?.type),
    xmlText('Size', object.size),
    withOwner ? ownerXml('Owner') : '',
    xmlText('StorageClass', object.storageClass),
  ]);
}
