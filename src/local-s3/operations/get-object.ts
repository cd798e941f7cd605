import { closeSync } from 'node:fs';
import { S3Error } from '../errors.ts';
import type { S3Request } from '../request.ts';
import type { Bucket } from '../storage/bucket.ts';
import type { StoredObject } from '../storage/records.ts';
import { objectHeaders } from './attributes.ts';
import { isNotModified, matches } from './conditions.ts';
import { bucketOf, keyOf } from './operation.ts';
import type { Answer, Operation } from './operation.ts';
import { parseRange } from './range.ts';
import { noSuchObject, versionHeaders, versionIdIn } from './versions.ts';

const READ_HEADERS = ['x-amz-checksum-mode'];
const ARCHIVED = ['GLACIER', 'DEEP_ARCHIVE'];

export const getObject: Operation = {
  name: 'GetObject',
  method: 'GET',
  on: 'object',
  query: ['versionId'],
  headers: READ_HEADERS,
  run: async (call) => {
    const bucket = bucketOf(call);
    const versionId = versionIdIn(call.request);
    const opened = bucket.open(keyOf(call), versionId);
    if (opened === undefined) throw noSuchObject(call.request, bucket, keyOf(call), versionId);
    const { object, fd } = opened;
    try {
      if (ARCHIVED.includes(object.storageClass)) {
        throw new S3Error('InvalidObjectState', undefined, { StorageClass: object.storageClass });
      }
      const { answer, start, length } = describe(call.request, bucket, object);
      if (answer.status !== 304) return { ...answer, body: { fd, start, length } };
      closeSync(fd);
      return answer;
    } catch (error) {
      closeSync(fd);
      throw error;
    }
  },
};

export const headObject: Operation = {
  name: 'HeadObject',
  method: 'HEAD',
  on: 'object',
  query: ['versionId'],
  headers: READ_HEADERS,
  run: async (call) => {
    const bucket = bucketOf(call);
    const versionId = versionIdIn(call.request);
    const object = bucket.current(keyOf(call), versionId);
    if (object === undefined) throw noSuchObject(call.request, bucket, keyOf(call), versionId);
    return describe(call.request, bucket, object).answer;
  },
};

/** Everything about the answer but its body: status, headers, and which bytes it is to have. */
function describe(
  request: S3Request,
  bucket: Bucket,
  object: StoredObject,
): { answer: Answer; start: number; length: number } {
  const version = versionHeaders(bucket, object);
  if (isNotModified(request, object)) {
    const { etag = '', 'last-modified': lastModified = '' } = objectHeaders(object, false);
    return {
      answer: { status: 304, headers: { etag, 'last-modified': lastModified, ...version } },
      start: 0,
      length: 0,
    };
  }
  const range = isRangeWanted(request, object) ? parseRange(request.headers.range, object.size) : undefined;
  const start = range?.start ?? 0;
  const length = range === undefined ? object.size : range.end - range.start + 1;
  // A checksum is one of the whole object: with a part of it, clients would compare apples and oranges.
  const withChecksum = range === undefined && request.headers['x-amz-checksum-mode'] === 'ENABLED';
  const headers = { ...objectHeaders(object, withChecksum), ...version, 'content-length': `${length}` };
  if (range === undefined) return { answer: { status: 200, headers }, start, length };
  const contentRange = { 'content-range': `bytes ${range.start}-${range.end}/${object.size}` };
  return { answer: { status: 206, headers: { ...headers, ...contentRange } }, start, length };
}

/** `If-Range`: the range if the object is still the one that the client has a part of, otherwise the whole. */
function isRangeWanted(request: S3Request, object: StoredObject): boolean {
  const ifRange = request.headers['if-range'];
  if (ifRange === undefined) return true;
  const date = Date.parse(ifRange);
  if (ifRange.startsWith('"') || Number.isNaN(date)) return matches(ifRange, object.etag);
  return Math.floor(object.modifiedMs / 1000) * 1000 === date;
}
