import { S3Error } from './errors.ts';
import { OPERATIONS } from './operations/index.ts';
import type { Operation } from './operations/operation.ts';
import type { S3Request } from './request.ts';

/** Headers that any request may have: they belong to the transport and the signature, or change nothing here. */
const COMMON_HEADERS = [
  'x-amz-content-sha256',
  'x-amz-date',
  'x-amz-request-payer',
  'x-amz-security-token',
  'x-amz-user-agent',
];
/** `x-id` is how SDKs name the operation for log files; the rest is a presigned URL's. */
const COMMON_QUERY =
  /^(?:x-id|X-Amz-(?:Algorithm|Credential|Date|Expires|SignedHeaders|Signature|Content-Sha256))$/;
const LEVELS = { service: 'the service', bucket: 'a bucket', object: 'an object' } as const;
const METHODS = ['GET', 'HEAD', 'PUT', 'POST', 'DELETE'];

/**
 * Which operation a request is. A query parameter or an `x-amz-*` header that the operation does not know would make it
 * something else (`?acl`, `?versionId=…`, a copy, an encryption key), so such a request is refused rather than misread.
 */
export function route(request: S3Request): Operation {
  const candidates = OPERATIONS.filter(
    ({ method, on }) => method === request.method && on === level(request),
  );
  const operation = candidates
    .filter((candidate) => isSelected(candidate, request))
    .sort((left, right) => selectorSize(right) - selectorSize(left))[0];
  if (operation === undefined) {
    if (!METHODS.includes(request.method)) throw new S3Error('MethodNotAllowed');
    throw notImplemented(`${request.method} of ${LEVELS[level(request)]}`, [...request.query.keys()]);
  }
  const query = [...request.query.keys()].filter((name) => !knowsQuery(operation, name));
  const headers = Object.keys(request.headers).filter((name) => !knowsHeader(operation, name));
  if (query.length > 0 || headers.length > 0) throw notImplemented(operation.name, [...query, ...headers]);
  return operation;
}

function level({ bucket, key }: S3Request): Operation['on'] {
  if (bucket === undefined) return 'service';
  return key === undefined ? 'bucket' : 'object';
}

function isSelected({ selector = {}, selectorHeader }: Operation, { query, headers }: S3Request): boolean {
  if (selectorHeader !== undefined && headers[selectorHeader] === undefined) return false;
  return Object.entries(selector).every(([name, value]) => {
    return query.has(name) && (value === undefined || query.get(name) === value);
  });
}

function selectorSize({ selector = {}, selectorHeader }: Operation): number {
  return Object.keys(selector).length + (selectorHeader === undefined ? 0 : 1);
}

function knowsQuery({ selector = {}, query = [] }: Operation, name: string): boolean {
  return COMMON_QUERY.test(name) || Object.hasOwn(selector, name) || query.includes(name);
}

function knowsHeader({ selectorHeader, headers = [] }: Operation, name: string): boolean {
  if (!name.startsWith('x-amz-') || COMMON_HEADERS.includes(name) || name === selectorHeader) return true;
  return headers.some((known) =>
    known.endsWith('*') ? name.startsWith(known.slice(0, -1)) : name === known,
  );
}

function notImplemented(what: string, parameters: readonly string[]): S3Error {
  const detail = parameters.length === 0 ? '' : ` with ${parameters.join(', ')}`;
  return new S3Error('NotImplemented', `The local S3 does not implement ${what}${detail}`);
}
