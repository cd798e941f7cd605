/**
 * What a server does differently from AWS, as far as it matters to flowrun. Plain data: each value says where it is
 * from, and what nobody has measured is marked so.
 */
export interface CompatibilityProfile {
  readonly name: CompatibilityName | 'unknown';
  /** For messages: `Cloudflare R2`. */
  readonly title: string;
  /** Must all parts of an upload but the last one have the same size? */
  readonly equalParts: Fact<boolean>;
  /** How the bytes of a body are protected on their way; see {@link Integrity}. */
  readonly integrity: Fact<Integrity>;
  /** `If-None-Match: *` on PutObject. */
  readonly conditionalPut: Fact<Condition>;
  /** `If-None-Match: *` on CompleteMultipartUpload. */
  readonly conditionalComplete: Fact<Condition>;
  /** Are tags of an object (`x-amz-tagging`) kept? */
  readonly tags: Fact<boolean>;
  /** Has a canned ACL of an object (`x-amz-acl`) an effect? */
  readonly acl: Fact<boolean>;
}

/** The values of the setting, `auto` excepted. */
export const COMPATIBILITY_NAMES = [
  'aws',
  'ceph',
  'r2',
  'minio',
  'b2',
  'gcs',
  'garage',
  'seaweedfs',
] as const;

export type CompatibilityName = (typeof COMPATIBILITY_NAMES)[number];

/**
 * `crc32`: `x-amz-checksum-crc32` of every body, which is kept with the object where the server keeps checksums.
 * `md5`: `Content-MD5`, the older header that every server checks, and nothing is kept.
 */
export type Integrity = 'crc32' | 'md5';

/**
 * `holds`: of many writers one wins. `ignored`: the header is accepted and means nothing, or not enough. `refused`:
 * the request fails because of the header. `unknown`: nobody has looked.
 */
export type Condition = 'holds' | 'ignored' | 'refused' | 'unknown';

export interface Fact<T> {
  readonly is: T;
  readonly source: FactSource;
}

/** `reported`: by users of the server, in public. `assumed`: by us; the server decides. */
export interface FactSource {
  readonly kind: 'measured' | 'documented' | 'reported' | 'assumed';
  readonly where: string;
}
