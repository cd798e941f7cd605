/**
 * What the storage knows about a bucket, as plain data: every change is one record, appended to the bucket's journal.
 *
 * Room for versions: an object will get a `versionId` (absent means S3's `null` version), a delete marker a record
 * kind of its own; `FORMAT` grows with the first record that an older flowrun could not understand.
 */

export const FORMAT = 1;

export type ChecksumAlgorithm = 'CRC32' | 'CRC32C' | 'CRC64NVME' | 'SHA1' | 'SHA256';
export type ChecksumType = 'FULL_OBJECT' | 'COMPOSITE';

export interface Checksum {
  readonly algorithm: ChecksumAlgorithm;
  readonly type: ChecksumType;
  /** Base64; a composite one ends in `-` and the number of parts. */
  readonly value: string;
}

/** What a client says about an object when it puts it or begins an upload. */
export interface ObjectAttributes {
  /** Content headers and `x-amz-meta-*` by lower-case name, given back as they came. */
  readonly headers: Readonly<Record<string, string>>;
  readonly storageClass: string;
  /** As in the header: `a=1&b=2`. */
  readonly tagging?: string;
  /** A canned one: kept, and without effect. */
  readonly acl?: string;
  /** The encryption that the client asked for and is told of; the files are plain. */
  readonly encryption?: 'AES256' | 'aws:kms' | 'aws:kms:dsse';
  /** With the two of KMS, if the client named a key. */
  readonly kmsKeyId?: string;
}

/** Size and time of a file: together they tell whether it is still the one that we wrote. */
export interface Stamp {
  readonly size: number;
  readonly mtimeMs: number;
}

export interface StoredObject extends ObjectAttributes, Stamp {
  readonly key: string;
  /** Names the bytes in the data folder until they are in their readable place; '' for a file put there by hand. */
  readonly dataId: string;
  /** Without quotes. */
  readonly etag: string;
  readonly modifiedMs: number;
  readonly checksum?: Checksum;
  /** What the object was uploaded in, ascending; absent when that was a single request, or an older flowrun. */
  readonly parts?: readonly ObjectPart[];
}

/** A part of an object that was once an upload: where it lies follows from the sizes of those before. */
export interface ObjectPart {
  readonly number: number;
  readonly size: number;
  /** Base64, of the object's own algorithm. */
  readonly checksum?: string;
}

export interface StoredPart extends Stamp {
  readonly number: number;
  readonly dataId: string;
  readonly etag: string;
  readonly modifiedMs: number;
  readonly checksum?: Checksum;
}

export interface StoredUpload extends ObjectAttributes {
  readonly uploadId: string;
  readonly key: string;
  readonly initiatedMs: number;
  /** The checksum that parts and object are to have, if the client named one. */
  readonly checksum?: Pick<Checksum, 'algorithm' | 'type'>;
}

/**
 * A `put` that names the data of the object that is there changes what is said about it (its tags), not its bytes.
 * A flowrun that knows nothing of that reads it rightly, too.
 */
export type JournalRecord =
  | { readonly kind: 'bucket'; readonly format: number; readonly createdMs: number }
  | { readonly kind: 'put'; readonly object: StoredObject; readonly uploadId?: string }
  | { readonly kind: 'delete'; readonly key: string; readonly stamp: Stamp }
  | { readonly kind: 'upload'; readonly upload: StoredUpload }
  | { readonly kind: 'part'; readonly uploadId: string; readonly part: StoredPart }
  | { readonly kind: 'abort'; readonly uploadId: string };
