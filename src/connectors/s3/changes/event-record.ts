import type { Value, ValueRecord } from '../../../runtime/api.ts';
import type { ObjectHead } from './bucket-store.ts';
import type { Change } from './change.ts';

/** `s3://bucket/key`. */
export function uriOf(bucket: string, key: string): string {
  return `s3://${bucket}/${key}`;
}

/** The value of an event with `emit = "metadata"`. */
export function metadataEvent(bucket: string, change: Change, head: ObjectHead | null): ValueRecord {
  return new Map<string, Value>([
    ['action', change.action],
    ['object', objectRecord(bucket, change, head)],
  ]);
}

/**
 * What is known of an object. Of a delete it is the last state that was seen; of a delete marker there is only its own
 * version and date.
 */
export function objectRecord(
  bucket: string,
  { object }: Change,
  head: ObjectHead | null,
): Map<string, Value> {
  const { key, size, etag, lastModifiedMs, versionId, storageClass, isDeleteMarker } = object;
  const record = new Map<string, Value>([
    ['bucket', bucket],
    ['key', key],
    ['s3_uri', uriOf(bucket, key)],
    ['size', isDeleteMarker ? null : size],
    ['etag', isDeleteMarker ? null : etag],
    ['last_modified', timeText(lastModifiedMs)],
    ['version_id', versionId ?? head?.versionId ?? null],
    ['storage_class', storageClass],
  ]);
  if (object.owner !== null) record.set('owner', object.owner);
  if (head === null) return record;
  if (head.contentType !== null) record.set('content_type', head.contentType);
  if (head.contentEncoding !== null) record.set('content_encoding', head.contentEncoding);
  record.set('metadata', new Map(Object.entries(head.metadata)));
  if (head.serverSideEncryption !== null) record.set('server_side_encryption', head.serverSideEncryption);
  return record;
}

/** RFC 3339, in UTC, without a fraction that is zero. */
export function timeText(ms: number): string {
  return new Date(ms).toISOString().replace('.000Z', 'Z');
}

/** What arrives on port `err` of an object that could not be read: what would have been its event, and why it is none. */
export function refusalEvent(
  error: string,
  { event, uri, source }: { readonly event: Value; readonly uri: string; readonly source: string },
): ValueRecord {
  return new Map<string, Value>([
    ['error', error],
    ['event', event],
    [
      'origin',
      new Map<string, Value>([
        ['uri', uri],
        ['offset', 0],
      ]),
    ],
    ['source', source],
  ]);
}
