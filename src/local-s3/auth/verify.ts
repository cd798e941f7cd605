import { timingSafeEqual } from 'node:crypto';
import { S3Error } from '../errors.ts';
import type { S3Request } from '../request.ts';
import { parseClaim } from './claim.ts';
import type { SignatureClaim } from './claim.ts';
import { requestSignature, scopeText } from './signature.ts';
import type { SignatureScope } from './signature.ts';

export interface Credentials {
  readonly accessKeyId: string;
  /** Made of the secret, which nobody else needs. */
  readonly signingKey: (scope: SignatureScope) => Buffer;
  readonly region: string;
}

/** A verified signature: what the signatures of the body's chunks go on from. */
export interface VerifiedSignature extends SignatureScope {
  readonly key: Buffer;
  readonly signature: string;
  readonly payloadHash: string;
}

const MAX_SKEW_MS = 15 * 60 * 1000;

/** Who asks, and is it true? Throws what S3 answers to strangers. */
export function verifySignature(
  request: S3Request,
  credentials: Credentials,
  nowMs: number,
): VerifiedSignature {
  const claim = parseClaim(request);
  if (request.headers['x-amz-security-token'] !== undefined || request.query.has('X-Amz-Security-Token')) {
    throw new S3Error('InvalidToken');
  }
  if (claim.accessKeyId !== credentials.accessKeyId) {
    throw new S3Error('InvalidAccessKeyId', undefined, { AWSAccessKeyId: claim.accessKeyId });
  }
  checkTime(claim, nowMs);
  checkRegion(claim, credentials.region);
  const key = credentials.signingKey(claim);
  const expected = requestSignature(key, claim, request, claim.signedHeaders, claim.payloadHash);
  if (!isSameText(expected, claim.signature)) {
    throw new S3Error('SignatureDoesNotMatch', undefined, { AWSAccessKeyId: claim.accessKeyId });
  }
  const { amzDate, date, region, signature, payloadHash } = claim;
  return { key, amzDate, date, region, signature, payloadHash };
}

export function isSameText(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function checkTime(claim: SignatureClaim, nowMs: number): void {
  const signedMs = parseAmzDate(claim.amzDate);
  if (signedMs === undefined) {
    throw new S3Error('AccessDenied', 'AWS authentication requires a valid Date or x-amz-date header');
  }
  const now = (): string => new Date(nowMs).toISOString();
  if (
    claim.expiresSeconds === undefined
      ? Math.abs(nowMs - signedMs) > MAX_SKEW_MS
      : signedMs - nowMs > MAX_SKEW_MS
  ) {
    throw new S3Error('RequestTimeTooSkewed', undefined, {
      RequestTime: claim.amzDate,
      ServerTime: now(),
      MaxAllowedSkewMilliseconds: `${MAX_SKEW_MS}`,
    });
  }
  if (claim.expiresSeconds !== undefined && nowMs > signedMs + claim.expiresSeconds * 1000) {
    throw new S3Error('AccessDenied', 'Request has expired', {
      'X-Amz-Expires': `${claim.expiresSeconds}`,
      Expires: new Date(signedMs + claim.expiresSeconds * 1000).toISOString(),
      ServerTime: now(),
    });
  }
  if (!claim.amzDate.startsWith(claim.date)) {
    throw new S3Error('SignatureDoesNotMatch', `Credential ${scopeText(claim)} is not of ${claim.amzDate}`);
  }
}

function checkRegion(claim: SignatureClaim, region: string): void {
  if (claim.region === region) return;
  const [code, what] =
    claim.expiresSeconds === undefined
      ? (['AuthorizationHeaderMalformed', 'The authorization header is malformed'] as const)
      : (['AuthorizationQueryParametersError', 'Error parsing the X-Amz-Credential parameter'] as const);
  throw new S3Error(code, `${what}; the region '${claim.region}' is wrong; expecting '${region}'`, {
    Region: region,
  });
}

/** `20261121T093000Z` as milliseconds. */
function parseAmzDate(text: string): number | undefined {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text);
  if (match === null) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1).map(Number);
  return Date.UTC(year, month - 1, day, hour, minute, second);
}
