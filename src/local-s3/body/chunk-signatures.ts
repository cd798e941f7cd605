import { createHash } from 'node:crypto';
import type { Hash } from 'node:crypto';
import { S3Error } from '../errors.ts';
import { hmac, scopeText, sha256 } from '../auth/signature.ts';
import { isSameText } from '../auth/verify.ts';
import type { VerifiedSignature } from '../auth/verify.ts';

const EMPTY_HASH = sha256('');

/**
 * Checks the signatures in an aws-chunked body: each covers its chunk and the signature before it, beginning with that
 * of the request, so chunks can be neither changed nor swapped nor left out.
 */
export class ChunkSignatures {
  readonly #request: VerifiedSignature;
  readonly #hasSignedTrailers: boolean;
  #previous: string;
  #claimed = '';
  #hash: Hash = createHash('sha256');

  constructor(request: VerifiedSignature, hasSignedTrailers: boolean) {
    this.#request = request;
    this.#hasSignedTrailers = hasSignedTrailers;
    this.#previous = request.signature;
  }

  beginChunk(claimed: string | undefined): void {
    if (claimed === undefined) throw new S3Error('SignatureDoesNotMatch', 'A chunk has no signature');
    this.#claimed = claimed;
    this.#hash = createHash('sha256');
  }

  update(bytes: Uint8Array): void {
    this.#hash.update(bytes);
  }

  endChunk(): void {
    this.#check('AWS4-HMAC-SHA256-PAYLOAD', [EMPTY_HASH, this.#hash.digest('hex')]);
  }

  checkTrailers(trailers: ReadonlyMap<string, string>): void {
    if (!this.#hasSignedTrailers) return;
    this.#claimed = trailers.get('x-amz-trailer-signature') ?? '';
    const lines = [...trailers].filter(([name]) => name !== 'x-amz-trailer-signature');
    const text = lines.map(([name, value]) => `${name}:${value}\n`).join('');
    this.#check('AWS4-HMAC-SHA256-TRAILER', [sha256(text)]);
  }

  #check(algorithm: string, hashes: readonly string[]): void {
    const { key, amzDate } = this.#request;
    const text = [algorithm, amzDate, scopeText(this.#request), this.#previous, ...hashes].join('\n');
    const expected = hmac(key, text).toString('hex');
    if (!isSameText(expected, this.#claimed)) throw new S3Error('SignatureDoesNotMatch');
    this.#previous = expected;
  }
}
