import type { ObjectAttributes } from '../object-attributes.ts';

/**
 * The few requests that writing objects takes. Each call is one request: no retries, no state. The sink knows only
 * this interface, so that its tests can do without a server and a leaner client can take the place of the SDK.
 */
export interface ObjectStore {
  put(address: ObjectAddress, body: Body, options: WriteOptions): Promise<void>;
  /** Begins a multipart upload and gives its id. */
  createUpload(address: ObjectAddress, options: CreateOptions): Promise<string>;
  uploadPart(upload: UploadAddress, number: number, body: Body, signal: AbortSignal): Promise<PartReceipt>;
  completeUpload(
    upload: UploadAddress,
    parts: readonly PartReceipt[],
    options: CompleteOptions,
  ): Promise<void>;
  /** Makes bytes that S3 has a part. PreconditionFailed when the object is another one by now. */
  copyPart(
    upload: UploadAddress,
    number: number,
    source: ByteSource,
    signal: AbortSignal,
  ): Promise<PartReceipt>;
  /** Reads bytes of an object. PreconditionFailed when it is another one by now. */
  read(address: ObjectAddress, source: ByteSource, signal: AbortSignal): Promise<Buffer>;
  abortUpload(upload: UploadAddress, signal: AbortSignal): Promise<void>;
  /** How many parts S3 has of it, up to a thousand; null when there is no such upload (any longer). */
  countParts(upload: UploadAddress, signal: AbortSignal): Promise<number | null>;
  /** All uploads of this key that are open, whoever began them. */
  listUploads(address: ObjectAddress, signal: AbortSignal): Promise<UploadListing>;
  /** What is there under this key, or null. */
  look(address: ObjectAddress, signal: AbortSignal): Promise<StoredObject | null>;
  /** Closes the connections. */
  close(): void;
}

export interface ObjectAddress {
  readonly bucket: string;
  readonly key: string;
}

export interface UploadAddress extends ObjectAddress {
  readonly uploadId: string;
}

/** Bytes to send. They must not change until the call has settled. */
export interface Body {
  readonly bytes: Buffer;
  /** Of `bytes`, as a 32-bit unsigned number. */
  readonly crc32: number;
}

export interface CreateOptions {
  readonly attributes: ObjectAttributes;
  readonly signal: AbortSignal;
}

export interface CompleteOptions {
  /** Refuse (PreconditionFailed) when there is an object already. */
  readonly ifAbsent: boolean;
  /** Refuse when there is another object, or none: the ETag, without quotes. Not for `put`. */
  readonly ifMatch?: string | undefined;
  readonly signal: AbortSignal;
}

export type WriteOptions = CreateOptions & CompleteOptions;

/** A part that S3 has. Plain JSON, so that a checkpoint can hold it. */
export interface PartReceipt {
  readonly number: number;
  /** Without quotes. */
  readonly etag: string;
  /** Null for a copied part of which the server tells none. */
  readonly crc32: number | null;
  readonly bytes: number;
}

/** Bytes of the object that has this ETag (without quotes): from `start`, `length` of them, at least one. */
export interface ByteSource {
  readonly etag: string;
  readonly start: number;
  readonly length: number;
}

export interface UploadListing {
  /** The clock of S3 when it made the list, give or take a second; milliseconds since 1970. */
  readonly nowMs: number;
  readonly uploads: readonly ListedUpload[];
}

export interface ListedUpload {
  readonly uploadId: string;
  /** By the clock of S3, often in whole seconds; milliseconds since 1970. */
  readonly initiatedMs: number;
  /** Who began it; some servers do not say. */
  readonly initiator: string | undefined;
}

export interface StoredObject {
  readonly bytes: number;
  /** Without quotes; some servers leave it empty. */
  readonly etag: string;
  /** As S3 writes it, `-<parts>` behind it for a multipart object; undefined when the server keeps none. */
  readonly crc32: string | undefined;
  /** User metadata, the names in lower case. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** A CRC as S3 writes it: four bytes, the highest first, in base64. */
export function crcText(crc32: number): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc32);
  return bytes.toString('base64');
}

/** The other way round. Null for what is none. */
export function crcOf(text: string | undefined): number | null {
  const bytes = Buffer.from(text ?? '', 'base64');
  return bytes.length === 4 ? bytes.readUInt32BE(0) : null;
}
