import { S3Error } from '../errors.ts';
import type { S3Request } from '../request.ts';
import { ALGORITHM } from './signature.ts';
import type { SignatureScope } from './signature.ts';

/** What a request says about its signature, from the Authorization header or from a presigned URL. */
export interface SignatureClaim extends SignatureScope {
  readonly accessKeyId: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  /** `x-amz-content-sha256` as it was signed. */
  readonly payloadHash: string;
  /** Only of a presigned URL. */
  readonly expiresSeconds: number | undefined;
}

const MAX_EXPIRES_SECONDS = 7 * 24 * 3600;

export function parseClaim(request: S3Request): SignatureClaim {
  if (request.headers.authorization !== undefined)
    return claimOfHeader(request, request.headers.authorization);
  if (request.query.has('X-Amz-Algorithm')) return claimOfUrl(request);
  // Nobody may do anything anonymously here; parameters of Signature Version 2 do not count either.
  throw new S3Error('AccessDenied');
}

function claimOfHeader(request: S3Request, authorization: string): SignatureClaim {
  const [algorithm] = authorization.split(' ', 1);
  if (algorithm === 'AWS4-ECDSA-P256-SHA256')
    throw new S3Error('NotImplemented', 'SigV4A is not implemented');
  if (algorithm !== ALGORITHM) {
    throw new S3Error(
      'InvalidRequest',
      `The authorization mechanism you have provided is not supported. Please use ${ALGORITHM}.`,
    );
  }
  const fields = new Map<string, string>();
  for (const field of authorization.slice(ALGORITHM.length).split(',')) {
    const [name = '', value = ''] = field.trim().split(/=(.*)/s, 2);
    fields.set(name, value);
  }
  const amzDate = request.headers['x-amz-date'] ?? httpDateToAmz(request.headers.date);
  if (amzDate === undefined) {
    throw new S3Error('AccessDenied', 'AWS authentication requires a valid Date or x-amz-date header');
  }
  const payloadHash = request.headers['x-amz-content-sha256'];
  if (payloadHash === undefined) {
    throw new S3Error('InvalidRequest', 'Missing required header for this request: x-amz-content-sha256');
  }
  const claim = {
    ...parseCredential(fields.get('Credential'), 'AuthorizationHeaderMalformed'),
    amzDate,
    signedHeaders: (fields.get('SignedHeaders') ?? '').split(';'),
    signature: fields.get('Signature') ?? '',
    payloadHash,
    expiresSeconds: undefined,
  };
  checkSignedHeaders(request, claim.signedHeaders, 'AuthorizationHeaderMalformed');
  return claim;
}

function claimOfUrl(request: S3Request): SignatureClaim {
  const get = (name: string): string => {
    const value = request.query.get(name);
    if (value !== undefined) return value;
    throw new S3Error(
      'AuthorizationQueryParametersError',
      'Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.',
    );
  };
  if (get('X-Amz-Algorithm') !== ALGORITHM) {
    throw new S3Error('AuthorizationQueryParametersError', `X-Amz-Algorithm only supports "${ALGORITHM}"`);
  }
  const expiresSeconds = Number(get('X-Amz-Expires'));
  if (!Number.isInteger(expiresSeconds) || expiresSeconds < 0) {
    throw new S3Error('AuthorizationQueryParametersError', 'X-Amz-Expires should be a number');
  }
  if (expiresSeconds > MAX_EXPIRES_SECONDS) {
    throw new S3Error(
      'AuthorizationQueryParametersError',
      'X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than 604800 seconds',
    );
  }
  const claim = {
    ...parseCredential(get('X-Amz-Credential'), 'AuthorizationQueryParametersError'),
    amzDate: get('X-Amz-Date'),
    signedHeaders: get('X-Amz-SignedHeaders').split(';'),
    signature: get('X-Amz-Signature'),
    payloadHash: request.headers['x-amz-content-sha256'] ?? 'UNSIGNED-PAYLOAD',
    expiresSeconds,
  };
  checkSignedHeaders(request, claim.signedHeaders, 'AuthorizationQueryParametersError');
  return claim;
}

type MalformedCode = 'AuthorizationHeaderMalformed' | 'AuthorizationQueryParametersError';

/** `KEY/20261121/us-east-1/s3/aws4_request`; the key may hold slashes. */
function parseCredential(
  credential: string | undefined,
  malformed: MalformedCode,
): Pick<SignatureClaim, 'accessKeyId' | 'date' | 'region'> {
  const parts = credential?.split('/') ?? [];
  const [date, region, service, ending] = parts.slice(-4);
  if (parts.length < 5 || date === undefined || region === undefined) {
    throw new S3Error(
      malformed,
      'Error parsing the credential; the Credential is mal-formed; expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".',
    );
  }
  if (service !== 's3' || ending !== 'aws4_request') {
    throw new S3Error(malformed, `incorrect service "${service}". This endpoint belongs to "s3".`);
  }
  return { accessKeyId: parts.slice(0, -4).join('/'), date, region };
}

/** What could change the meaning of a request has to be signed. */
function checkSignedHeaders(
  request: S3Request,
  signedHeaders: readonly string[],
  malformed: MalformedCode,
): void {
  if (!signedHeaders.includes('host')) throw new S3Error(malformed, 'The host header must be signed.');
  const unsigned = Object.keys(request.headers).filter((name) => {
    return name.startsWith('x-amz-') && name !== 'x-amz-content-sha256' && !signedHeaders.includes(name);
  });
  if (unsigned.length === 0) return;
  throw new S3Error('AccessDenied', 'There were headers present in the request which were not signed', {
    HeadersNotSigned: unsigned.join(', '),
  });
}

function httpDateToAmz(date: string | undefined): string | undefined {
  const ms = Date.parse(date ?? '');
  return Number.isNaN(ms) ? undefined : new Date(ms).toISOString().replace(/[-:]|\.\d+/g, '');
}
