import { S3Error } from '../errors.ts';
import type { S3Request } from '../request.ts';
import type { StoredObject } from '../storage/records.ts';

/** The conditional headers, in the order of RFC 9110, section 13.2.2. True: answer 304 instead of the object. */
export function isNotModified(request: S3Request, object: StoredObject): boolean {
  const ifMatch = request.headers['if-match'];
  const ifNoneMatch = request.headers['if-none-match'];
  const unmodifiedSince = parseDate(request.headers['if-unmodified-since']);
  const modifiedSince = parseDate(request.headers['if-modified-since']);
  if (ifMatch !== undefined) {
    if (!matches(ifMatch, object.etag)) throw failed('If-Match');
  } else if (unmodifiedSince !== undefined && seconds(object.modifiedMs) > unmodifiedSince) {
    throw failed('If-Unmodified-Since');
  }
  if (ifNoneMatch !== undefined) return matches(ifNoneMatch, object.etag);
  return modifiedSince !== undefined && seconds(object.modifiedMs) <= modifiedSince;
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
  if (current === undefined) throw new S3Error('NoSuchKey', undefined, { Key: request.key ?? '' });
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
