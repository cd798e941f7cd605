import { S3Error } from '../errors.ts';
import type { S3Request } from '../request.ts';
import type { Bucket } from '../storage/bucket.ts';
import { isObject, NULL_VERSION, versionIdOf } from '../storage/records.ts';
import type { DeleteMarker, StoredObject, StoredVersion } from '../storage/records.ts';
import { isVersionId } from '../storage/version-id.ts';
import { bucketOf, keyOf } from './operation.ts';
import type { Call } from './operation.ts';

/** How requests name versions, and answers tell them. */

const VERSION_HEADER = 'x-amz-version-id';
const SOURCE_VERSION_HEADER = 'x-amz-copy-source-version-id';
const MARKER_HEADER = 'x-amz-delete-marker';

/** `?versionId=…`: an id, `null`, or undefined for the current version. */
export function versionIdIn({ query }: S3Request): string | undefined {
  return checkedVersionId(query.get('versionId'));
}

/** An id is refused that no version can have. */
export function checkedVersionId(text: string | undefined, parameter = 'versionId'): string | undefined {
  if (text === undefined || text === NULL_VERSION || isVersionId(text)) return text;
  throw new S3Error(
    'InvalidArgument',
    text === '' ? 'Version id cannot be the empty string' : 'Invalid version id specified',
    { ArgumentName: parameter, ArgumentValue: text },
  );
}

/** Which version an answer is about; nothing in a bucket that never had versions. */
export function versionHeaders(bucket: Bucket, version: StoredVersion): Record<string, string> {
  return bucket.state.versioning === undefined ? {} : { [VERSION_HEADER]: versionIdOf(version) };
}

/** Which version was copied. */
export function copySourceHeaders(bucket: Bucket, source: StoredVersion): Record<string, string> {
  return bucket.state.versioning === undefined ? {} : { [SOURCE_VERSION_HEADER]: versionIdOf(source) };
}

/** Which version was deleted, or which delete marker now hides the object. */
export function deletionHeaders(
  bucket: Bucket,
  deleted: StoredVersion | undefined,
  versionId: string | undefined,
): Record<string, string> {
  if (bucket.state.versioning === undefined) return {};
  const id = versionId ?? (deleted && versionIdOf(deleted));
  return {
    ...(id !== undefined && { [VERSION_HEADER]: id }),
    ...(isMarker(deleted) && { [MARKER_HEADER]: 'true' }),
  };
}

/** The object that a request names, or the version of it. */
export function objectOf(call: Call): { readonly bucket: Bucket; readonly object: StoredObject } {
  const bucket = bucketOf(call);
  const versionId = versionIdIn(call.request);
  const object = bucket.current(keyOf(call), versionId);
  if (object === undefined) throw noSuchObject(call.request, bucket, keyOf(call), versionId);
  return { bucket, object };
}

/** Why there is no object to be had: there is none, it is deleted, or the id is that of a delete marker. */
export function noSuchObject(
  { method }: S3Request,
  bucket: Bucket,
  key: string,
  versionId?: string,
): S3Error {
  const version = bucket.version(key, versionId);
  const headers = isMarker(version) ? { ...versionHeaders(bucket, version), [MARKER_HEADER]: 'true' } : {};
  if (versionId === undefined) return new S3Error('NoSuchKey', undefined, { Key: key }, headers);
  if (!isMarker(version)) return new S3Error('NoSuchVersion', undefined, { Key: key, VersionId: versionId });
  return new S3Error(
    'MethodNotAllowed',
    undefined,
    { Method: method, ResourceType: 'DeleteMarker' },
    { ...headers, allow: 'DELETE', 'last-modified': new Date(version.modifiedMs).toUTCString() },
  );
}

export function isMarker(version: StoredVersion | undefined): version is DeleteMarker {
  return version !== undefined && !isObject(version);
}
