import { S3Error } from '../errors.ts';
import type { VerifiedSignature } from '../auth/verify.ts';
import type { S3Request } from '../request.ts';
import type { ChecksumAlgorithm } from '../storage/records.ts';
import { CHECKSUM_ALGORITHMS, checksumHeader, isChecksumValue } from './checksum.ts';
import { ChunkSignatures } from './chunk-signatures.ts';

/** All that a request's headers promise about its body. */
export interface BodyExpectations {
  readonly isChunked: boolean;
  readonly signatures: ChunkSignatures | undefined;
  /** Of the payload without framing, when it is known beforehand. */
  readonly length: number | undefined;
  /** Hex. */
  readonly sha256: string | undefined;
  /** Base64. */
  readonly md5: string | undefined;
  readonly checksum: ExpectedChecksum | undefined;
}

export interface ExpectedChecksum {
  readonly algorithm: ChecksumAlgorithm;
  /** Undefined when it comes in a trailer. */
  readonly value: string | undefined;
}

export function bodyExpectations(request: S3Request, signature: VerifiedSignature): BodyExpectations {
  const expected = expectationsWithoutChecksum(request, signature);
  return { ...expected, checksum: expectedChecksum(request, expected.isChunked) };
}

/** For an operation whose `x-amz-checksum-*` headers speak of something else than its body. */
export function expectationsWithoutChecksum(
  request: S3Request,
  signature: VerifiedSignature,
): BodyExpectations {
  const { payloadHash } = signature;
  const isChunked = payloadHash.startsWith('STREAMING-');
  return {
    isChunked,
    signatures: chunkSignatures(signature),
    length: bodyLength(request, isChunked),
    sha256: isChunked || payloadHash === 'UNSIGNED-PAYLOAD' ? undefined : checkedSha256(payloadHash),
    md5: contentMd5(request),
    checksum: undefined,
  };
}

function chunkSignatures(signature: VerifiedSignature): ChunkSignatures | undefined {
  switch (signature.payloadHash) {
    case 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD':
      return new ChunkSignatures(signature, false);
    case 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER':
      return new ChunkSignatures(signature, true);
    case 'STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD':
    case 'STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD-TRAILER':
      throw new S3Error('NotImplemented', 'SigV4A is not implemented');
    default:
      return undefined;
  }
}

function checkedSha256(payloadHash: string): string {
  if (/^[0-9a-f]{64}$/.test(payloadHash)) return payloadHash;
  throw new S3Error(
    'InvalidArgument',
    'x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-UNSIGNED-PAYLOAD-TRAILER, STREAMING-AWS4-HMAC-SHA256-PAYLOAD, STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER or a valid sha256 value.',
  );
}

function bodyLength(request: S3Request, isChunked: boolean): number | undefined {
  const text = request.headers[isChunked ? 'x-amz-decoded-content-length' : 'content-length'];
  if (text === undefined) return undefined;
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new S3Error('InvalidArgument', `The body's length is not a number: ${text}`);
}

function contentMd5(request: S3Request): string | undefined {
  const md5 = request.headers['content-md5'];
  if (md5 === undefined) return undefined;
  const bytes = Buffer.from(md5, 'base64');
  if (bytes.length !== 16 || bytes.toString('base64') !== md5) throw new S3Error('InvalidDigest');
  return md5;
}

function expectedChecksum(request: S3Request, isChunked: boolean): ExpectedChecksum | undefined {
  const inHeaders = CHECKSUM_ALGORITHMS.filter((algorithm) => checksumHeader(algorithm) in request.headers);
  const inTrailers = trailerAlgorithms(request);
  const [algorithm, ...others] = [...inHeaders, ...inTrailers];
  if (others.length > 0) {
    throw new S3Error(
      'InvalidRequest',
      'Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.',
    );
  }
  if (algorithm === undefined) {
    if (request.headers['x-amz-sdk-checksum-algorithm'] === undefined) return undefined;
    throw new S3Error(
      'InvalidRequest',
      'x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found.',
    );
  }
  const value = request.headers[checksumHeader(algorithm)];
  if (value === undefined && !isChunked) throw new S3Error('MalformedTrailerError');
  if (value !== undefined) checkChecksumValue(algorithm, value);
  return { algorithm, value };
}

export function checkChecksumValue(algorithm: ChecksumAlgorithm, value: string): void {
  if (isChecksumValue(algorithm, value)) return;
  throw new S3Error('InvalidRequest', `Value for ${checksumHeader(algorithm)} header is invalid.`);
}

function trailerAlgorithms(request: S3Request): readonly ChecksumAlgorithm[] {
  const names = request.headers['x-amz-trailer']?.toLowerCase().split(/\s*,\s*/) ?? [];
  return names.map((name) => {
    const algorithm = CHECKSUM_ALGORITHMS.find((candidate) => checksumHeader(candidate) === name);
    if (algorithm === undefined)
      throw new S3Error('NotImplemented', `The trailer ${name} is not implemented`);
    return algorithm;
  });
}
