/**
 * What an error of the SDK or of the network means for us, in plain words.
 */
export interface S3Problem {
  /** `transient`: the same request may well succeed later. `aborted`: we gave it up ourselves. */
  readonly kind: 'transient' | 'permanent' | 'aborted';
  /** S3's code (`AccessDenied`), that of the network (`ECONNRESET`), or the name of the error. */
  readonly code: string;
  readonly status: number | undefined;
  /** "access denied … (AccessDenied, HTTP 403, request 4442587FB7D0A2F9)". */
  readonly words: string;
  /** The region in which the bucket is, when S3 says so. */
  readonly bucketRegion: string | undefined;
}

/** Codes that pass: overload, a cut connection, damaged bytes, credentials that are being renewed. */
const TRANSIENT_CODES = new Set([
  'BadDigest',
  'ConditionalRequestConflict',
  'EAI_AGAIN',
  'ECONNABORTED',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
  'ExpiredToken',
  'ExpiredTokenException',
  'IncompleteBody',
  'InternalError',
  'OperationAborted',
  'RequestTimeout',
  'RequestTimeTooSkewed',
  'ServiceUnavailable',
  'SlowDown',
  'TimeoutError',
  'TooManyRequests',
  'XAmzContentSHA256Mismatch',
]);

const TRANSIENT_STATUS = new Set([408, 429, 500, 502, 503, 504]);

const WORDS: Readonly<Record<string, string>> = {
  AccessDenied: 'access denied: these credentials may not do this',
  BadDigest: 'the bytes were damaged on the way',
  BucketRegionError: 'the bucket is in another region',
  CredentialsProviderError: 'no credentials were found',
  ECONNREFUSED: 'nothing listens at that address',
  ECONNRESET: 'the connection was cut',
  ENOTFOUND: 'the name of the host is not known',
  EPIPE: 'the connection was cut',
  ETIMEDOUT: 'no answer in time',
  EntityTooLarge: 'larger than S3 allows',
  ExpiredToken: 'the credentials have expired',
  IllegalLocationConstraintException: 'the bucket is in another region',
  InsufficientStorage: 'no space is left at the endpoint',
  InternalError: 'S3 had an internal error',
  InvalidAccessKeyId: 'S3 does not know this access key id',
  InvalidStorageClass: 'there is no such storage class',
  InvalidToken: 'the session token is not valid',
  KMSAccessDenied: 'these credentials may not use the KMS key',
  MovedPermanently: 'the bucket is in another region',
  NoSuchBucket: 'there is no such bucket',
  NoSuchUpload: 'the multipart upload is gone: somebody, or a lifecycle rule, aborted it',
  PermanentRedirect: 'the bucket is in another region',
  PreconditionFailed: 'the object exists already',
  QuotaExceeded: 'the quota is used up',
  RequestTimeTooSkewed: 'the clock of this machine is wrong',
  SignatureDoesNotMatch: 'the secret access key does not belong to the access key id',
  SlowDown: 'S3 asks to go slower',
  TimeoutError: 'no answer in time',
  XMinioStorageFull: 'no space is left at the endpoint',
};

/** Looks at anything that was thrown. */
export function problemOf(error: unknown): S3Problem {
  const facts = factsOf(error);
  const { code, status } = facts;
  const isTransient = TRANSIENT_CODES.has(code) || (status !== undefined && TRANSIENT_STATUS.has(status));
  return {
    kind: code === 'AbortError' ? 'aborted' : isTransient ? 'transient' : 'permanent',
    code,
    status,
    words: wordsOf(facts),
    bucketRegion: facts.bucketRegion,
  };
}

interface ErrorFacts {
  readonly code: string;
  readonly status: number | undefined;
  readonly message: string;
  readonly requestId: string | undefined;
  readonly bucketRegion: string | undefined;
}

/** The shapes that the SDK's errors have, all of it optional. */
interface SdkError {
  readonly name?: unknown;
  readonly code?: unknown;
  readonly message?: unknown;
  readonly Region?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: number; readonly requestId?: string };
  readonly $response?: { readonly headers?: Readonly<Record<string, string>> };
}

function factsOf(error: unknown): ErrorFacts {
  if (typeof error !== 'object' || error === null) {
    return {
      code: 'Unknown',
      status: undefined,
      message: String(error),
      requestId: undefined,
      bucketRegion: undefined,
    };
  }
  // Every field of SdkError is optional and is looked at before it is used.
  const sdk = error as SdkError;
  const name = typeof sdk.name === 'string' ? sdk.name : 'Unknown';
  const networkCode = typeof sdk.code === 'string' ? sdk.code : undefined;
  const isNamed = name !== 'Error' && name !== 'TimeoutError';
  return {
    code: isNamed ? name : (networkCode ?? name),
    status: sdk.$metadata?.httpStatusCode,
    message: typeof sdk.message === 'string' ? sdk.message : '',
    requestId: sdk.$metadata?.requestId,
    bucketRegion: sdk.$response?.headers?.['x-amz-bucket-region'] ?? asText(sdk.Region),
  };
}

function asText(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function wordsOf({ code, status, message, requestId }: ErrorFacts): string {
  const details = [
    code,
    status === undefined ? '' : `HTTP ${status}`,
    requestId ? `request ${requestId}` : '',
  ];
  return `${meaningOf({ code, status, message })} (${details.filter((detail) => detail !== '').join(', ')})`;
}

function meaningOf({ code, status, message }: Pick<ErrorFacts, 'code' | 'status' | 'message'>): string {
  const known = WORDS[code];
  // Some servers send no message, and the SDK then makes one up from the code.
  const said = message === '' || message === code || message === 'UnknownError' ? undefined : message;
  if (known === undefined) return said ?? 'S3 refused it';
  // What is wrong inside the server, nobody but the server can tell.
  const isServers = code === 'InternalError' || (status !== undefined && status >= 500);
  return isServers && said !== undefined ? `${known}: ${said}` : known;
}
