import { createHash, createHmac } from 'node:crypto';
import type { S3Request } from '../request.ts';

/**
 * AWS Signature Version 4, the computing half: everything that client and server must spell the same way.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
 */

/** What a signature covers apart from the request itself. */
export interface SignatureScope {
  /** `20261121T093000Z` */
  readonly amzDate: string;
  /** `20261121` */
  readonly date: string;
  readonly region: string;
}

/** As much of a request as a signature covers. */
export type SignedParts = Pick<S3Request, 'method' | 'path' | 'query' | 'headers'>;

export const ALGORITHM = 'AWS4-HMAC-SHA256';

/** `20261121/us-east-1/s3/aws4_request` */
export function scopeText(scope: SignatureScope): string {
  return `${scope.date}/${scope.region}/s3/aws4_request`;
}

export function signingKey(secretAccessKey: string, scope: SignatureScope): Buffer {
  const parts = [scope.date, scope.region, 's3', 'aws4_request'];
  return parts.reduce<Buffer>((key, part) => hmac(key, part), Buffer.from(`AWS4${secretAccessKey}`));
}

/** Four HMACs that are the same for a whole day: the last key is kept. */
export function createSigningKeys(secretAccessKey: string): (scope: SignatureScope) => Buffer {
  let last: { readonly text: string; readonly key: Buffer } | undefined;
  return (scope) => {
    const text = scopeText(scope);
    if (last?.text !== text) last = { text, key: signingKey(secretAccessKey, scope) };
    return last.key;
  };
}

export function requestSignature(
  key: Buffer,
  scope: SignatureScope,
  request: SignedParts,
  signedHeaders: readonly string[],
  payloadHash: string,
): string {
  const canonical = canonicalRequest(request, signedHeaders, payloadHash);
  const text = [ALGORITHM, scope.amzDate, scopeText(scope), sha256(canonical)].join('\n');
  return hmac(key, text).toString('hex');
}

export function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function canonicalRequest(
  request: SignedParts,
  signedHeaders: readonly string[],
  payloadHash: string,
): string {
  const query = [...request.query]
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort();
  const headers = signedHeaders.map((name) => `${name}:${canonicalValue(request.headers[name])}\n`);
  return [
    request.method,
    request.path.split('/').map(encode).join('/'),
    query.join('&'),
    headers.join(''),
    signedHeaders.join(';'),
    payloadHash,
  ].join('\n');
}

function canonicalValue(value: string | undefined): string {
  return (value ?? '').trim().replace(/ +/g, ' ');
}

/** Everything but `A–Z a–z 0–9 - . _ ~` is escaped. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (character) => {
    return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
  });
}
