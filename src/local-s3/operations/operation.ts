import type { VerifiedSignature } from '../auth/verify.ts';
import { S3Error } from '../errors.ts';
import type { S3Request } from '../request.ts';
import type { Bucket } from '../storage/bucket.ts';
import type { Storage } from '../storage/storage.ts';
import { xmlParent, xmlText } from '../xml/write.ts';
import type { Xml } from '../xml/write.ts';

/** One entry of the S3 API, named as in Amazon's reference. */
export interface Operation {
  readonly name: string;
  readonly method: 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE';
  readonly on: 'service' | 'bucket' | 'object';
  /** Query parameters that make a request this operation: with the value that it must have, or any. */
  readonly selector?: Readonly<Record<string, string | undefined>>;
  /** A header without which a request is not this operation. */
  readonly selectorHeader?: string;
  /** Query parameters that it understands besides. Any other is refused: it would mean something that we do not do. */
  readonly query?: readonly string[];
  /** `x-amz-*` headers that it understands, `x-amz-meta-*` meaning all of those. Any other is refused. */
  readonly headers?: readonly string[];
  readonly run: (call: Call) => Promise<Answer>;
}

/** A request that has been let in. */
export interface Call {
  readonly request: S3Request;
  readonly signature: VerifiedSignature;
  readonly storage: Storage;
  readonly region: string;
  /** What every part of an upload but the last must have. */
  readonly minPartBytes: number;
  /** Aborted when the server closes. */
  readonly signal: AbortSignal;
}

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** XML, or a range of an open file (whose descriptor the sender closes). */
  readonly body?: string | FileRange;
}

export interface FileRange {
  readonly fd: number;
  /** First byte, and how many. */
  readonly start: number;
  readonly length: number;
}

/** The one who owns everything here. */
const OWNER = { id: '0'.repeat(63) + '1', name: 'local' } as const;

export function ownerXml(role: 'Owner' | 'Initiator'): Xml {
  return xmlParent(role, [xmlText('ID', OWNER.id), xmlText('DisplayName', OWNER.name)]);
}

export function bucketOf({ request, storage }: Call): Bucket {
  const bucket = storage.bucket(request.bucket!);
  if (bucket === undefined) throw new S3Error('NoSuchBucket', undefined, { BucketName: request.bucket! });
  return bucket;
}

/** The key of an operation on an object. */
export function keyOf({ request }: Call): string {
  return request.key!;
}

export function xmlAnswer(body: string, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status: 200, headers: { 'content-type': 'application/xml', ...headers }, body };
}

export function quoted(etag: string): string {
  return `"${etag}"`;
}

/** As in XML: milliseconds are always zero, as HTTP's dates have none. */
export function isoSeconds(ms: number): string {
  return new Date(Math.floor(ms / 1000) * 1000).toISOString();
}
