import { S3Error } from '../errors.ts';
import type { S3Request } from '../request.ts';
import type { StoredObject } from '../storage/records.ts';

/** The conditional headers of a read. True: answer 304 instead of the object. */
export function isNotModified(request: S3Request, object: StoredObject): boolean {
  return isUnchanged(request, object, '');
}

/** The conditions of a copy on its source: there is no 304, so all that do not hold are failures. */
export function checkCopyConditions(request: S3Request, source: StoredObject): void {
  if (!isUnchanged(request, source, COPY_PREFIX)) return;
  const isEtag = request.headers[`${COPY_PREFIX}if-none-match`] !== undefined;
  throw failed(COPY_PREFIX + (isEtag ? 'If-None-Match' : 'If-Modified-Since'));
}

const COPY_PREFIX = 'x-amz-copy-source-';
const CONDITIONS = ['if-match', 'if-none-match', 'if-modified-since', 'if-unmodified-since'];

export const COPY_CONDITION_HEADERS = CONDITIONS.map((name) => COPY_PREFIX + name);

/**
 * In the order of RFC 9110, section 13.2.2, which gives S3's combinations: a matching `If-Match` outweighs
 * `If-Unmodified-Since`, a matching `If-None-Match` outweighs `If-Modified-Since`.
 */
function isUnchanged({ headers }: S3Request, { etag, modifiedMs }: StoredObject, prefix: string): boolean {
  const ifMatch = headers[`${prefix}if-match`];
  const ifNoneMatch = headers[`${prefix}if-none-match`];
  const unmodifiedSince = parseDate(headers[`${prefix}if-unmodified-since`]);
  const modifiedSince = parseDate(headers[`${prefix}if-modified-since`]);
  if (ifMatch !== undefined) {
    if (!matches(ifMatch, etag)) throw failed(`${prefix}If-Match`);
  } else if (unmodifiedSince !== undefined && seconds(modifiedMs) > unmodifiedSince) {
    throw failed(`${prefix}If-Unmodified-Since`);
  }
  if (ifNoneMatch !== undefined) return matches(ifNoneMatch, etag);
  return modifiedSince !== undefined && seconds(modifiedMs) <= modifiedSince;
}

/** `If-Match` and `If-None-Match: *` of a write, against what is there at the moment of the write. */
export function checkWriteConditions(request: S3Request, current: StoredObject | undefined): void {
  const ifMatch = request.headers['if-match'];
  const ifNoneMatch = request.headers['if-none-match'];
  if (ifNoneMatch !== undefined && ifNoneMatch !== '*') {
    throw new S3Error('NotImplemented', 'If-None-Match of a write takes nothing but *');
  }
  if (ifNoneMatch !== undefined && current !== undefined) throw failed('If-None-Match');
  if (ifMatch === undefined) return;
  if (current === undefined) throw noSuchKey(request.key ?? '');
  if (!matches(ifMatch, current.etag)) throw failed('If-Match');
}

/** Whether a header's list of ETags (quoted or not, or `*`) names this one. */
export function matches(list: string, etag: string): boolean {
  return list.split(',').some((entry) => {
    const candidate = entry.trim();
    return candidate === '*' || withoutQuotes(candidate.replace(/^W\//, '')) === etag;
  });
}

export function withoutQuotes(etag: string): string {
  return etag.replace(/^"(.*)"$/s, '$1');
}

export function noSuchKey(key: string): S3Error {
  return new S3Error('NoSuchKey', undefined, { Key: key });
}

function failed(condition: string): S3Error {
  return new S3Error('PreconditionFailed', undefined, { Condition: condition });
}

/** Whole seconds since 1970: as exact as HTTP's dates. */
function seconds(ms: number): number {
  return Math.floor(ms / 1000);
}

/** A date that cannot be read is as good as none (RFC 9110). */
function parseDate(text: string | undefined): number | undefined {
  const ms = Date.parse(text ?? '');
  return Number.isNaN(ms) ? undefined : seconds(ms);
}
