import { createHash } from 'node:crypto';
import type { Hash } from 'node:crypto';
import { S3Error } from '../errors.ts';
import type { S3Request } from '../request.ts';
import type { Checksum } from '../storage/records.ts';
import { AwsChunkedDecoder } from './aws-chunked.ts';
import { checksumHeader, createChecksum } from './checksum.ts';
import type { ChecksumComputer } from './checksum.ts';
import { checkChecksumValue } from './expectations.ts';
import type { BodyExpectations, ExpectedChecksum } from './expectations.ts';

/** What the bytes of a body turned out to be. */
export interface BodyDigests {
  readonly size: number;
  /** Hex. */
  readonly md5: string;
  /** Of the kind that the client named, if it did. */
  readonly checksum: Checksum | undefined;
}

/** Takes a piece of the payload; the next one comes when it has resolved. */
export type BodyWriter = (payload: Buffer) => Promise<void> | void;

/**
 * Hands the payload of a request to `write`, piece by piece, and checks everything that the request promised about it.
 * Throws when a promise is broken: what was written up to then is to be thrown away.
 */
export async function readBody(
  request: S3Request,
  expected: BodyExpectations,
  maxBytes: number,
  write: BodyWriter,
): Promise<BodyDigests> {
  if ((expected.length ?? 0) > maxBytes) throw tooLarge(maxBytes);
  const digests = new Digests(expected);
  const decoder = expected.isChunked ? new AwsChunkedDecoder(expected.signatures) : undefined;
  // Not destroyed on an error: the client is to read our answer from the same socket.
  for await (const bytes of request.stream.iterator({ destroyOnReturn: false })) {
    // The stream has no encoding set, so these are buffers.
    const received = bytes as Buffer;
    for (const payload of decoder === undefined ? [received] : decoder.decode(received)) {
      if (digests.size + payload.length > maxBytes) throw tooLarge(maxBytes);
      // Hashing goes on while the disk is busy.
      const writing = write(payload);
      digests.update(payload);
      await writing;
    }
  }
  decoder?.finish();
  return digests.check(decoder?.trailers);
}

class Digests {
  size = 0;
  readonly #expected: BodyExpectations;
  readonly #md5: Hash = createHash('md5');
  readonly #sha256: Hash | undefined;
  readonly #checksum: ChecksumComputer | undefined;

  constructor(expected: BodyExpectations) {
    this.#expected = expected;
    this.#sha256 = expected.sha256 === undefined ? undefined : createHash('sha256');
    this.#checksum = expected.checksum && createChecksum(expected.checksum.algorithm);
  }

  update(payload: Buffer): void {
    this.size += payload.length;
    this.#md5.update(payload);
    this.#sha256?.update(payload);
    this.#checksum?.update(payload);
  }

  check(trailers: ReadonlyMap<string, string> | undefined): BodyDigests {
    const { length, sha256, md5, checksum } = this.#expected;
    if (length !== undefined && this.size !== length) throw new S3Error('IncompleteBody');
    const actualMd5 = this.#md5.digest();
    const actualSha256 = this.#sha256?.digest('hex');
    if (sha256 !== undefined && sha256 !== actualSha256) {
      throw new S3Error('XAmzContentSHA256Mismatch', undefined, {
        ClientComputedContentSHA256: sha256,
        S3ComputedContentSHA256: actualSha256!,
      });
    }
    if (md5 !== undefined && md5 !== actualMd5.toString('base64')) throw new S3Error('BadDigest');
    return {
      size: this.size,
      md5: actualMd5.toString('hex'),
      checksum: checksum && this.#checkedChecksum(checksum, trailers),
    };
  }

  #checkedChecksum(
    { algorithm, value }: ExpectedChecksum,
    trailers: ReadonlyMap<string, string> | undefined,
  ): Checksum {
    const promised = value ?? trailers?.get(checksumHeader(algorithm));
    if (promised === undefined) throw new S3Error('MalformedTrailerError');
    checkChecksumValue(algorithm, promised);
    const actual = this.#checksum!.digest().toString('base64');
    if (promised === actual) return { algorithm, type: 'FULL_OBJECT', value: actual };
    throw new S3Error('BadDigest', `The ${algorithm} you specified did not match the calculated checksum.`);
  }
}

function tooLarge(maxBytes: number): S3Error {
  return new S3Error('EntityTooLarge', undefined, { MaxSizeAllowed: `${maxBytes}` });
}
