import { closeSync } from 'node:fs';
import { S3Error } from '../errors.ts';
import type { S3Request } from '../request.ts';
import type { Bucket } from '../storage/bucket.ts';
import type { StoredObject } from '../storage/records.ts';
import { checkReadable, objectHeaders } from './attributes.ts';
import { isNotModified, matches } from './conditions.ts';
import { checksumOfRange, partRange } from './object-parts.ts';
import { bucketOf, keyOf } from './operation.ts';
import type { Answer, Operation } from './operation.ts';
import { readPartNumber } from './part-number.ts';
import { parseRange } from './range.ts';
import type { ByteRange } from './range.ts';
import { overridingHeaders, RESPONSE_PARAMETERS } from './response-headers.ts';
import { noSuchObject, objectOf, versionHeaders, versionIdIn } from './versions.ts';

const READ_HEADERS = ['x-amz-checksum-mode'];
const READ_QUERY = ['partNumber', 'versionId', ...RESPONSE_PARAMETERS];

export const getObject: Operation = {
  name: 'GetObject',
  method: 'GET',
  on: 'object',
  query: READ_QUERY,
  headers: READ_HEADERS,
  run: async (call) => {
    const bucket = bucketOf(call);
    const versionId = versionIdIn(call.request);
    const opened = bucket.open(keyOf(call), versionId);
    if (opened === undefined) throw noSuchObject(call.request, bucket, keyOf(call), versionId);
    const { object, fd } = opened;
    try {
      checkReadable(object);
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
  query: READ_QUERY,
  headers: READ_HEADERS,
  run: async (call) => {
    const { bucket, object } = objectOf(call);
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
    const { etag = '', 'last-modified': lastModified = '' } = objectHeaders(object, undefined);
    return {
      answer: { status: 304, headers: { etag, 'last-modified': lastModified, ...version } },
      start: 0,
      length: 0,
    };
  }
  const { range, partsCount } = selectBytes(request, object);
  const start = range?.start ?? 0;
  const length = range === undefined ? object.size : range.end - range.start + 1;
  const withChecksum = request.headers['x-amz-checksum-mode'] === 'ENABLED';
  const headers = {
    ...objectHeaders(object, withChecksum ? checksumOfRange(object, range) : undefined),
    ...version,
    ...overridingHeaders(request),
    'content-length': `${length}`,
    ...(partsCount !== undefined && { 'x-amz-mp-parts-count': `${partsCount}` }),
  };
  // Of no bytes at all, a Content-Range cannot speak: an empty part is answered as the whole of nothing.
  if (range === undefined || length === 0) return { answer: { status: 200, headers }, start, length };
  const contentRange = { 'content-range': `bytes ${range.start}-${range.end}/${object.size}` };
  return { answer: { status: 206, headers: { ...headers, ...contentRange } }, start, length };
}

interface SelectedBytes {
  /** Undefined: the whole object. */
  readonly range: ByteRange | undefined;
  /** Told to who reads by part number, if the object has parts. */
  readonly partsCount: number | undefined;
}

function selectBytes(request: S3Request, object: StoredObject): SelectedBytes {
  if (request.query.has('partNumber')) {
    if (request.headers.range !== undefined) {
      throw new S3Error('InvalidRequest', 'Cannot specify both Range header and partNumber query parameter');
    }
    const range = partRange(object, readPartNumber(request));
    return { range, partsCount: object.parts?.length };
  }
  const range = isRangeWanted(request, object) ? parseRange(request.headers.range, object.size) : undefined;
  return { range, partsCount: undefined };
}

/** `If-Range`: the range if the object is still the one that the client has a part of, otherwise the whole. */
function isRangeWanted(request: S3Request, object: StoredObject): boolean {
  const ifRange = request.headers['if-range'];
  if (ifRange === undefined) return true;
  const date = Date.parse(ifRange);
  if (ifRange.startsWith('"') || Number.isNaN(date)) return matches(ifRange, object.etag);
  return Math.floor(object.modifiedMs / 1000) * 1000 === date;
}
