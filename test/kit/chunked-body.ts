/**
 * The aws-chunked encoding of a body, from the client's side.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html and sigv4-streaming-trailers.html
 */
import { createHash } from 'node:crypto';
import { hmac, scopeText, sha256, signingKey } from '../../src/local-s3/auth/signature.ts';
import { scopeOf, signedHeaders } from './raw-s3.ts';
import type { RawRequest, S3Address } from './raw-s3.ts';

export type ChunkedPayloadHash =
  | 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD'
  | 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER'
  | 'STREAMING-UNSIGNED-PAYLOAD-TRAILER';

export interface ChunkedUpload {
  readonly path: string;
  readonly payloadHash: ChunkedPayloadHash;
  /** None may be empty: an empty one ends the body. All but the last of at least 8 KiB, says AWS. */
  readonly chunks: readonly Buffer[];
  /** A trailing header, such as a checksum. */
  readonly trailer?: readonly [name: string, value: string];
  readonly headers?: Readonly<Record<string, string>>;
  /** Changes the signature of this chunk. */
  readonly forgedChunk?: number;
}

const EMPTY_HASH = sha256('');

/** A PUT whose body is aws-chunked, ready for `rawRequest`. */
export function chunkedPut(address: S3Address, upload: ChunkedUpload): RawRequest {
  const { path, payloadHash, chunks, trailer } = upload;
  const date = new Date();
  const decoded = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  const headers = {
    'content-encoding': 'aws-chunked',
    'x-amz-decoded-content-length': `${decoded}`,
    ...(trailer && { 'x-amz-trailer': trailer[0] }),
    ...upload.headers,
    'content-length': `${frame(upload, unsigned(upload)).length}`,
  };
  const raw: RawRequest = { method: 'PUT', path, payloadHash, headers, signing: { date } };
  if (payloadHash === 'STREAMING-UNSIGNED-PAYLOAD-TRAILER') return { ...raw, body: frame(upload, () => '') };
  const seed = /Signature=(\w+)/.exec(signedHeaders(address, raw).authorization ?? '')?.[1] ?? '';
  return { ...raw, body: frame(upload, chainedSignatures(address, upload, date, seed)) };
}

/** Signs the next chunk, or the trailer (as it is signed: `name:value` and a line feed). */
type Signer = (kind: 'PAYLOAD' | 'TRAILER', bytes: Buffer) => string;

/** As long as the signed ones: the length of the body is a header, and headers are signed before the first chunk. */
function unsigned({ payloadHash }: ChunkedUpload): Signer {
  return () => (payloadHash === 'STREAMING-UNSIGNED-PAYLOAD-TRAILER' ? '' : '0'.repeat(64));
}

function chainedSignatures(address: S3Address, upload: ChunkedUpload, date: Date, seed: string): Signer {
  const scope = scopeOf(address, { date });
  const key = signingKey(address.secretAccessKey, scope);
  let previous = seed;
  let chunk = 0;
  return (kind, bytes) => {
    const hash = createHash('sha256').update(bytes).digest('hex');
    const hashes = kind === 'PAYLOAD' ? [EMPTY_HASH, hash] : [hash];
    const lines = [`AWS4-HMAC-SHA256-${kind}`, scope.amzDate, scopeText(scope), previous, ...hashes];
    previous = hmac(key, lines.join('\n')).toString('hex');
    return chunk++ === upload.forgedChunk ? '0'.repeat(64) : previous;
  };
}

function frame({ chunks, trailer, payloadHash }: ChunkedUpload, sign: Signer): Buffer {
  const parts: Buffer[] = [];
  for (const chunk of [...chunks, Buffer.alloc(0)]) {
    const signature = sign('PAYLOAD', chunk);
    const extension = signature === '' ? '' : `;chunk-signature=${signature}`;
    parts.push(Buffer.from(`${chunk.length.toString(16)}${extension}\r\n`));
    if (chunk.length > 0) parts.push(chunk, Buffer.from('\r\n'));
  }
  if (trailer !== undefined) {
    const [name, value] = trailer;
    parts.push(Buffer.from(`${name}:${value}\r\n`));
    if (payloadHash === 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER') {
      const signature = sign('TRAILER', Buffer.from(`${name}:${value}\n`));
      parts.push(Buffer.from(`x-amz-trailer-signature:${signature}\r\n`));
    }
  }
  parts.push(Buffer.from('\r\n'));
  return Buffer.concat(parts);
}
