import type { IncomingMessage } from 'node:http';
import { S3Error } from './errors.ts';

/** A request as S3 sees it: bucket, key, sub-resources and headers, nothing of it believed yet. */
export interface S3Request {
  readonly method: string;
  /** Decoded, and not tidied: in `/bucket//a/../b` the key is `/a/../b`. */
  readonly path: string;
  readonly bucket: string | undefined;
  /** Never empty. */
  readonly key: string | undefined;
  /** Decoded; a name without a value (`?uploads`) has ''. */
  readonly query: ReadonlyMap<string, string>;
  /** By lower-case name; a header that came several times is joined by `, `. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The body. */
  readonly stream: IncomingMessage;
}

const MAX_KEY_BYTES = 1024;

export function parseRequest(stream: IncomingMessage): S3Request {
  const url = stream.url ?? '/';
  const questionMark = url.indexOf('?');
  const path = decode(questionMark === -1 ? url : url.slice(0, questionMark));
  const slash = path.indexOf('/', 1);
  const bucket = slash === -1 ? path.slice(1) : path.slice(1, slash);
  const key = slash === -1 ? '' : path.slice(slash + 1);
  return {
    method: stream.method ?? '',
    path,
    bucket: bucket === '' ? undefined : bucket,
    key: key === '' ? undefined : key,
    query: questionMark === -1 ? new Map() : parseQuery(url.slice(questionMark + 1)),
    headers: singleHeaders(stream),
    stream,
  };
}

/** Checked after the signature: S3 tells strangers nothing about keys. */
export function checkKeyLength(key: string): void {
  const size = Buffer.byteLength(key);
  if (size <= MAX_KEY_BYTES) return;
  throw new S3Error('KeyTooLongError', undefined, { Size: `${size}`, MaxSizeAllowed: `${MAX_KEY_BYTES}` });
}

function parseQuery(text: string): ReadonlyMap<string, string> {
  const query = new Map<string, string>();
  for (const pair of text.split('&')) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    if (equals === -1) query.set(decode(pair), '');
    else query.set(decode(pair.slice(0, equals)), decode(pair.slice(equals + 1)));
  }
  return query;
}

function singleHeaders(stream: IncomingMessage): Record<string, string | undefined> {
  const headers: Record<string, string | undefined> = {};
  for (const [name, value] of Object.entries(stream.headers)) {
    headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return headers;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new S3Error('InvalidURI');
  }
}
