/**
 * What to do about an error of S3, of a server that speaks its protocol, or of the network.
 *
 * - `network`: the request may have arrived, and its answer is lost. Repeated.
 * - `unreached`: it has not arrived. Repeated.
 * - `server`: something broke inside the service, and nobody knows how far the request got. Repeated.
 * - `throttle`: refused, because there are too many requests. Repeated, and there are fewer at the same time.
 * - `refused`: refused for a reason that passes. Repeated.
 * - `credentials`: refused, because the credentials have expired. Repeated with other ones, if there are any.
 * - `permanent`: the same request will be refused again. The flow ends.
 */
export type ErrorClass =
  'network' | 'unreached' | 'server' | 'throttle' | 'refused' | 'credentials' | 'permanent';

export interface ErrorEntry {
  readonly class: ErrorClass;
  /** What it means, in plain words; undefined leaves it to what the server says. */
  readonly words?: string;
  /** It may come so many times in a row and is taken for permanent after that. Left out: any number. */
  readonly maxInARow?: number;
}

const CUT = 'the connection was cut';
const NO_ANSWER = 'no answer in time';
const NO_ROUTE = 'there is no way to that address';
const EXPIRED = 'the credentials have expired';
const NO_SPACE = 'no space is left at the endpoint';
const ELSEWHERE = 'the bucket is in another region';
const SLOWER = 'S3 asks to go slower';

/**
 * The one classification. The codes of S3 are those of its API reference ("Error responses"); those in capitals are
 * Node's. What is not here is judged by its HTTP status ({@link entryOfStatus}).
 */
const ENTRIES: Readonly<Record<string, ErrorEntry>> = {
  ECONNABORTED: { class: 'network', words: CUT },
  ECONNRESET: { class: 'network', words: CUT },
  EPIPE: { class: 'network', words: CUT },
  ERR_STREAM_PREMATURE_CLOSE: { class: 'network', words: CUT },
  ETIMEDOUT: { class: 'network', words: NO_ANSWER },
  FirstByteTimeout: { class: 'network', words: NO_ANSWER },
  GarbledAnswer: { class: 'network', words: 'the answer is not one of S3' },
  StallTimeout: { class: 'network', words: 'the connection stands still' },
  TimeoutError: { class: 'network', words: NO_ANSWER },

  EADDRNOTAVAIL: { class: 'unreached', words: 'this machine has no free port' },
  EAI_AGAIN: { class: 'unreached', words: 'the name of the host cannot be looked up just now' },
  ECONNREFUSED: { class: 'unreached', words: 'nothing listens at that address' },
  EHOSTUNREACH: { class: 'unreached', words: NO_ROUTE },
  ENETDOWN: { class: 'unreached', words: NO_ROUTE },
  ENETUNREACH: { class: 'unreached', words: NO_ROUTE },
  ENOTFOUND: { class: 'unreached', words: 'the name of the host is not known' },

  InternalError: { class: 'server', words: 'S3 had an internal error' },
  ServiceUnavailable: { class: 'throttle', words: 'S3 has no time for us' },

  BandwidthLimitExceeded: { class: 'throttle', words: SLOWER },
  RequestLimitExceeded: { class: 'throttle', words: SLOWER },
  SlowDown: { class: 'throttle', words: SLOWER },
  Throttling: { class: 'throttle', words: SLOWER },
  ThrottlingException: { class: 'throttle', words: SLOWER },
  TooManyRequests: { class: 'throttle', words: SLOWER },
  TooManyRequestsException: { class: 'throttle', words: SLOWER },

  BadDigest: { class: 'refused', words: 'the bytes were damaged on the way' },
  // Two conditional writes at the same time; one of them will be told so by PreconditionFailed.
  ConditionalRequestConflict: {
    class: 'refused',
    words: 'somebody else writes this object just now',
    maxInARow: 10,
  },
  IncompleteBody: { class: 'refused', words: 'the body arrived incomplete' },
  OperationAborted: { class: 'refused', words: 'another operation on it is under way' },
  RequestTimeout: { class: 'refused', words: 'the body came too slowly for S3' },
  StaleListing: { class: 'refused', words: 'the list of uploads is out of date', maxInARow: 5 },
  TemporaryRedirect: {
    class: 'refused',
    words: 'the bucket is moving: its new name is not known everywhere',
  },
  UploadStillThere: { class: 'refused', words: 'the upload that was aborted is still there' },
  XAmzContentSHA256Mismatch: { class: 'refused', words: 'the bytes were damaged on the way' },
  // The SDK learns the time from this very answer: once is expected, twice is a broken clock.
  RequestExpired: { class: 'refused', words: 'the clock of this machine is wrong', maxInARow: 1 },
  RequestTimeTooSkewed: { class: 'refused', words: 'the clock of this machine is wrong', maxInARow: 1 },

  ExpiredToken: { class: 'credentials', words: EXPIRED },
  ExpiredTokenException: { class: 'credentials', words: EXPIRED },
  TokenRefreshRequired: { class: 'credentials', words: EXPIRED },

  AccessDenied: { class: 'permanent', words: 'access denied: these credentials may not do this' },
  AccountProblem: { class: 'permanent', words: 'something is wrong with the AWS account' },
  AllAccessDisabled: { class: 'permanent', words: 'all access to it has been disabled' },
  AuthorizationHeaderMalformed: { class: 'permanent', words: ELSEWHERE },
  BucketRegionError: { class: 'permanent', words: ELSEWHERE },
  CredentialsProviderError: { class: 'permanent', words: 'no credentials were found' },
  EntityTooLarge: { class: 'permanent', words: 'larger than S3 allows' },
  EntityTooSmall: { class: 'permanent', words: 'a part is smaller than S3 allows' },
  IllegalLocationConstraintException: { class: 'permanent', words: ELSEWHERE },
  InsufficientStorage: { class: 'permanent', words: NO_SPACE },
  InvalidAccessKeyId: { class: 'permanent', words: 'S3 does not know this access key id' },
  InvalidArgument: { class: 'permanent' },
  InvalidBucketName: { class: 'permanent', words: 'a bucket cannot have this name' },
  InvalidObjectState: { class: 'permanent', words: 'the object is archived and must be restored first' },
  InvalidPart: { class: 'permanent', words: 'S3 does not have one of the parts' },
  InvalidPartOrder: { class: 'permanent', words: 'the parts were listed in a wrong order' },
  InvalidRequest: { class: 'permanent' },
  InvalidStorageClass: { class: 'permanent', words: 'there is no such storage class' },
  InvalidToken: { class: 'permanent', words: 'the session token is not valid' },
  KMSAccessDenied: { class: 'permanent', words: 'these credentials may not use the KMS key' },
  KeyTooLongError: { class: 'permanent', words: 'the key is too long' },
  MalformedXML: { class: 'permanent' },
  MetadataTooLarge: { class: 'permanent', words: 'the metadata is larger than the 2 KB that S3 allows' },
  MethodNotAllowed: { class: 'permanent', words: 'the endpoint does not allow this here' },
  MovedPermanently: { class: 'permanent', words: ELSEWHERE },
  NoSuchBucket: { class: 'permanent', words: 'there is no such bucket' },
  NoSuchKey: { class: 'permanent', words: 'it is not there' },
  NoSuchUpload: {
    class: 'permanent',
    words: 'the multipart upload is gone: somebody, or a lifecycle rule, aborted it',
  },
  NotImplemented: { class: 'permanent', words: 'the endpoint cannot do this' },
  PermanentRedirect: { class: 'permanent', words: ELSEWHERE },
  PreconditionFailed: { class: 'permanent', words: 'the object exists already' },
  QuotaExceeded: { class: 'permanent', words: 'the quota is used up' },
  SignatureDoesNotMatch: {
    class: 'permanent',
    words: 'the secret access key does not belong to the access key id',
  },
  XMinioStorageFull: { class: 'permanent', words: NO_SPACE },
};

/** The entry of a code, and otherwise of the HTTP status. */
export function entryOf(code: string, status: number | undefined): ErrorEntry {
  return Object.hasOwn(ENTRIES, code) ? ENTRIES[code]! : entryOfStatus(status);
}

/** All codes that have an entry. */
export function knownCodes(): readonly string[] {
  return Object.keys(ENTRIES);
}

/** Where there is no code, as in the answer to a HEAD, or one that nobody knows. */
function entryOfStatus(status: number | undefined): ErrorEntry {
  if (status === undefined) return { class: 'permanent' };
  // S3 says that it has done it, and the rest of the answer cannot be read.
  if (status >= 200 && status < 300) return ENTRIES['GarbledAnswer']!;
  if (status === 429 || status === 503) return { class: 'throttle' };
  if (status === 307 || status === 408) return { class: 'refused' };
  const isPassing = status === 500 || status === 502 || status === 504 || isOfCdn(status);
  return { class: isPassing ? 'server' : 'permanent' };
}

/** Cloudflare's own errors about the server behind it. */
function isOfCdn(status: number): boolean {
  return status >= 520 && status <= 527;
}
