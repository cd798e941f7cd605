import { expect, test } from 'vitest';
import { entryOf, knownCodes } from '../../../src/connectors/s3/client/error-table.ts';
import { problemOf } from '../../../src/connectors/s3/client/s3-problem.ts';
import { retryAfterMs } from '../../../src/connectors/s3/client/retry-after.ts';
import { s3Error } from './fake-store.ts';

/** The policy, code by code: a change of the table has to be made here as well. */
const POLICY: Readonly<Record<string, string>> = {
  network:
    'ECONNABORTED ECONNRESET EPIPE ERR_STREAM_PREMATURE_CLOSE ETIMEDOUT FirstByteTimeout GarbledAnswer StallTimeout TimeoutError',
  unreached: 'EADDRNOTAVAIL EAI_AGAIN ECONNREFUSED EHOSTUNREACH ENETDOWN ENETUNREACH ENOTFOUND',
  server: 'InternalError',
  throttle:
    'ServiceUnavailable BandwidthLimitExceeded RequestLimitExceeded SlowDown Throttling ThrottlingException TooManyRequests TooManyRequestsException',
  refused:
    'BadDigest ConditionalRequestConflict IncompleteBody OperationAborted RequestTimeout StaleListing TemporaryRedirect UploadStillThere XAmzContentSHA256Mismatch RequestExpired RequestTimeTooSkewed',
  credentials: 'ExpiredToken ExpiredTokenException TokenRefreshRequired',
  permanent:
    'AccessDenied AccountProblem AllAccessDisabled AuthorizationHeaderMalformed BucketRegionError CredentialsProviderError EntityTooLarge EntityTooSmall IllegalLocationConstraintException InsufficientStorage InvalidAccessKeyId InvalidArgument InvalidBucketName InvalidObjectState InvalidPart InvalidPartOrder InvalidRequest InvalidStorageClass InvalidToken KMSAccessDenied KeyTooLongError MalformedXML MetadataTooLarge MethodNotAllowed MovedPermanently NoSuchBucket NoSuchKey NoSuchUpload NotImplemented PermanentRedirect PreconditionFailed QuotaExceeded SignatureDoesNotMatch XMinioStorageFull',
};
const CASES = Object.entries(POLICY).flatMap(([expected, codes]) =>
  codes.split(' ').map((code) => [code, expected] as const),
);

test.each(CASES)('%s is %s', (code, expected) => {
  expect(entryOf(code, undefined).class).toBe(expected);
  expect(problemOf(s3Error(code, 400)).kind).toBe(expected === 'permanent' ? 'permanent' : 'transient');
});

test('every code of the table is in the policy', () => {
  expect(CASES.map(([code]) => code).sort()).toEqual([...knownCodes()].sort());
});

test.each([
  [429, 'throttle'],
  [503, 'throttle'],
  [500, 'server'],
  [524, 'server'],
  [307, 'refused'],
  [200, 'network'],
  [301, 'permanent'],
  [403, 'permanent'],
])('HTTP %i without a known code is %s', (status, expected) => {
  expect(entryOf('Unknown', status).class).toBe(expected);
});

test.each([
  [{ 'retry-after': '7' }, 7000],
  [{ 'retry-after': 'Sat, 21 Nov 2026 12:00:09 GMT', date: 'Sat, 21 Nov 2026 12:00:00 GMT' }, 9000],
  [{ 'retry-after': 'soon' }, undefined],
  [{}, undefined],
])('Retry-After: %j', (headers, ms) => {
  expect(retryAfterMs(headers)).toBe(ms);
});
