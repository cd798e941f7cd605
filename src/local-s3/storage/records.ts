/** What the storage knows about a bucket, as plain data: every change is one record, appended to the bucket's journal. */

/** The newest format that we understand. */
export const FORMAT = 2;

/** A bucket that never had versions stays in format 1, which older flowruns read; 2 says that it has or had them. */
export function formatOf(versioning: VersioningStatus | undefined): number {
  return versioning === undefined ? 1 : FORMAT;
}

/** As S3 names them. A bucket that was never told either has no status at all. */
export type VersioningStatus = 'Enabled' | 'Suspended';

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
  /** Absent for S3's `null` version: of a bucket without versions, or from a time when it made none. */
  readonly versionId?: string;
  /** Names the bytes in the data folder while they are not in their readable place; '' for a file put there by hand. */
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

/** Says that a key is deleted while there are older versions of it. Has no bytes. */
export interface DeleteMarker {
  readonly key: string;
  /** Absent for the `null` version. */
  readonly versionId?: string;
  readonly modifiedMs: number;
}

export type StoredVersion = StoredObject | DeleteMarker;

/** How requests and answers call the version that has no id. */
export const NULL_VERSION = 'null';

export function versionIdOf({ versionId = NULL_VERSION }: StoredVersion): string {
  return versionId;
}

/** Whether it is one version said anew: with the same bytes, so nothing about its place or age changes. */
export function isSameData(left: StoredVersion | undefined, right: StoredVersion): boolean {
  return left !== undefined && isObject(left) && isObject(right) && left.dataId === right.dataId;
}

export function isObject(version: StoredVersion): version is StoredObject {
  return 'dataId' in version;
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
 * A `put` that names the data of the version that is there changes what is said about it (its tags), neither its bytes nor
 * its age. A flowrun that knows nothing of that reads it rightly, too.
 */
export type JournalRecord =
  /** The first record, and again whenever versioning is switched. */
  | {
      readonly kind: 'bucket';
      readonly format: number;
      readonly createdMs: number;
      readonly versioning?: VersioningStatus;
    }
  /** The newest version of its key from now on, in the place of the one of the same id if there is one. */
  | { readonly kind: 'put'; readonly object: StoredObject; readonly uploadId?: string }
  /** Like `put`, of a file that a user put in its place or edited there: nothing is to be moved. */
  | { readonly kind: 'found'; readonly object: StoredObject }
  /** Like `put`. `stamp` is of the file that goes with the version of the same id, if that was the current one. */
  | { readonly kind: 'marker'; readonly marker: DeleteMarker; readonly stamp?: Stamp }
  /** A version, without an id the `null` version, is gone for good; `stamp` is of its file if it had one. */
  | { readonly kind: 'delete'; readonly key: string; readonly versionId?: string; readonly stamp?: Stamp }
  | { readonly kind: 'upload'; readonly upload: StoredUpload }
  | { readonly kind: 'part'; readonly uploadId: string; readonly part: StoredPart }
  | { readonly kind: 'abort'; readonly uploadId: string };
