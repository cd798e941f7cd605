import type { CompatibilityProfile } from './profile.ts';
import { LOCAL_PROFILE, PROFILES, UNKNOWN_PROFILE } from './profiles.ts';

/** A server, and what told us. */
export interface Recognition {
  readonly profile: CompatibilityProfile;
  /** "its address", "`Server: MinIO`" … */
  readonly by: string;
}

/** What the header fields of an answer say about who has sent it. Names are in lower case. */
export type ServerHeaders = Readonly<Record<string, string>>;

const HOSTS: readonly (readonly [pattern: RegExp, profile: CompatibilityProfile])[] = [
  [/(^|\.)amazonaws\.com(\.cn)?$/, PROFILES.aws],
  [/\.r2\.cloudflarestorage\.com$/, PROFILES.r2],
  [/\.backblazeb2\.com$/, PROFILES.b2],
  [/(^|\.)storage\.googleapis\.com$/, PROFILES.gcs],
];

const SERVERS: readonly (readonly [pattern: RegExp, profile: CompatibilityProfile])[] = [
  [/^AmazonS3$/, PROFILES.aws],
  [/^flowrun-local-s3$/, LOCAL_PROFILE],
  [/^Ceph Object Gateway/, PROFILES.ceph],
  [/^MinIO/, PROFILES.minio],
  [/^SeaweedFS/, PROFILES.seaweedfs],
  [/^Garage/, PROFILES.garage],
];

/**
 * RADOS Gateway names no server before version 20. Its request ids have four parts, the last of them the zone:
 * `tx000007ae76592efdf5bcd-006b012208-1012-default` (measured; those of OpenStack Swift have two).
 */
const RGW_REQUEST_ID = /^tx[0-9a-f]{21}-[0-9a-f]{10}-[0-9a-f]+-\S+$/;

/** Who has this address; undefined when anybody could. */
export function recogniseHost(endpoint: string): Recognition | undefined {
  const host = hostOf(endpoint);
  const known = HOSTS.find(([pattern]) => pattern.test(host));
  return known && { profile: known[1], by: `its address, ${host}` };
}

/** Who has sent such an answer; the unknown profile when it does not say. */
export function recogniseHeaders(headers: ServerHeaders | undefined): Recognition {
  const server = headers?.['server'] ?? '';
  const known = SERVERS.find(([pattern]) => pattern.test(server));
  if (known !== undefined) return { profile: known[1], by: `\`Server: ${server}\`` };
  if (RGW_REQUEST_ID.test(headers?.['x-amz-request-id'] ?? '')) {
    return { profile: PROFILES.ceph, by: 'the form of its request ids' };
  }
  return { profile: UNKNOWN_PROFILE, by: server === '' ? 'nothing' : `\`Server: ${server}\`` };
}

function hostOf(endpoint: string): string {
  try {
    return new URL(endpoint).hostname;
  } catch {
    // An address from the environment: the SDK will say what is wrong with it.
    return '';
  }
}
