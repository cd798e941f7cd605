import type { CompatibilityName, CompatibilityProfile, Fact, FactSource } from './profile.ts';

/** As AWS documents it. */
const AWS_API = 'https://docs.aws.amazon.com/AmazonS3/latest/API/';
const AWS_CONDITIONS = 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html';

const R2_API = 'https://developers.cloudflare.com/r2/api/s3/api/';
const B2_API = 'https://www.backblaze.com/docs/cloud-storage-s3-compatible-api';
const GCS_HEADERS = 'https://cloud.google.com/storage/docs/xml-api/reference-headers';
const GARAGE_API = 'https://garagehq.deuxfleurs.fr/documentation/reference-manual/s3-compatibility/';

const RGW = 'RADOS Gateway 16.2.15, 18.2.7 and 20.2.4';
const AS_AWS = assumed('as AWS');

/** What is done where the server is not known: nothing that could fail, and nothing is trusted. */
export const UNKNOWN_PROFILE: CompatibilityProfile = {
  name: 'unknown',
  title: 'a server that was not recognised',
  equalParts: fact(false, AS_AWS),
  integrity: fact('crc32', assumed('as AWS, until the server refuses the header')),
  conditionalPut: fact('unknown', assumed('not trusted')),
  conditionalComplete: fact('unknown', assumed('not trusted')),
  tags: fact(true, AS_AWS),
  acl: fact(true, AS_AWS),
};

/** One for each value of the setting `compatibility`. */
export const PROFILES: Readonly<Record<CompatibilityName, CompatibilityProfile>> = {
  aws: {
    name: 'aws',
    title: 'AWS S3',
    equalParts: fact(false, documented(`${AWS_API}API_UploadPart.html`)),
    integrity: fact('crc32', documented(`${AWS_API}API_PutObject.html`)),
    conditionalPut: fact('holds', documented(AWS_CONDITIONS)),
    conditionalComplete: fact('holds', documented(AWS_CONDITIONS)),
    tags: fact(true, documented(`${AWS_API}API_PutObject.html`)),
    acl: fact(true, documented(`${AWS_API}API_PutObject.html`)),
  },
  ceph: {
    name: 'ceph',
    title: 'Ceph RADOS Gateway',
    equalParts: fact(false, measured(RGW)),
    // 16 and 18 accept the header and neither check nor keep it; 20 does both.
    integrity: fact('crc32', measured(RGW)),
    // It holds as long as the bucket keeps no versions.
    conditionalPut: fact('ignored', measured('RADOS Gateway 16.2.15, in buckets with versioning')),
    conditionalComplete: fact('ignored', measured('RADOS Gateway 16.2.15 and 18.2.7; 20.2.4 heeds it')),
    tags: fact(true, measured(RGW)),
    acl: fact(true, documented('https://docs.ceph.com/en/latest/radosgw/s3/')),
  },
  r2: {
    name: 'r2',
    title: 'Cloudflare R2',
    equalParts: fact(true, documented('https://developers.cloudflare.com/r2/objects/multipart-objects/')),
    integrity: fact('crc32', documented(R2_API)),
    conditionalPut: fact(
      'holds',
      documented('https://developers.cloudflare.com/r2/api/s3/conditional-operations/'),
    ),
    conditionalComplete: fact(
      'holds',
      documented('https://developers.cloudflare.com/r2/api/s3/conditional-operations/'),
    ),
    tags: fact(false, documented(R2_API)),
    acl: fact(false, documented(R2_API)),
  },
  minio: {
    name: 'minio',
    title: 'MinIO',
    equalParts: fact(false, AS_AWS),
    integrity: fact('crc32', assumed('checksum headers are checked and kept since 2022')),
    conditionalPut: fact('holds', documented('https://github.com/minio/minio/pull/16551')),
    conditionalComplete: fact('holds', documented('https://github.com/minio/minio/pull/16551')),
    tags: fact(true, AS_AWS),
    acl: fact(false, assumed('policies take their place')),
  },
  b2: {
    name: 'b2',
    title: 'Backblaze B2',
    equalParts: fact(false, AS_AWS),
    integrity: fact('md5', reported('https://github.com/home-assistant/core/issues/143995')),
    conditionalPut: fact(
      'refused',
      reported('https://github.com/sathinduga/obsidian-s3-sync-and-backup/pull/84'),
    ),
    conditionalComplete: fact('refused', assumed('as on PutObject')),
    tags: fact(false, documented(B2_API)),
    acl: fact(false, documented(B2_API)),
  },
  gcs: {
    name: 'gcs',
    title: 'Google Cloud Storage',
    equalParts: fact(false, AS_AWS),
    // Its headers for integrity are Content-MD5 and x-goog-hash.
    integrity: fact('md5', documented(GCS_HEADERS)),
    // Its own condition on writes is x-goog-if-generation-match.
    conditionalPut: fact('ignored', documented(GCS_HEADERS)),
    conditionalComplete: fact('ignored', documented(GCS_HEADERS)),
    tags: fact(false, documented(GCS_HEADERS)),
    acl: fact(true, AS_AWS),
  },
  garage: {
    name: 'garage',
    title: 'Garage',
    equalParts: fact(false, AS_AWS),
    integrity: fact('crc32', assumed('checked since version 1.1')),
    // It agrees on nothing across its nodes: of two writers both may win.
    conditionalPut: fact('ignored', assumed('its nodes hold no vote')),
    conditionalComplete: fact('ignored', assumed('its nodes hold no vote')),
    tags: fact(false, documented(GARAGE_API)),
    acl: fact(false, documented(GARAGE_API)),
  },
  seaweedfs: {
    name: 'seaweedfs',
    title: 'SeaweedFS',
    equalParts: fact(false, AS_AWS),
    integrity: fact('crc32', documented('https://github.com/seaweedfs/seaweedfs/pull/8914')),
    conditionalPut: fact('ignored', reported('https://github.com/seaweedfs/seaweedfs/issues/8800')),
    conditionalComplete: fact('ignored', assumed('as on PutObject')),
    tags: fact(true, AS_AWS),
    acl: fact(true, AS_AWS),
  },
};

/** The server of `--local` and `flowrun s3 serve`. */
export const LOCAL_PROFILE: CompatibilityProfile = {
  ...PROFILES.aws,
  title: 'the local S3, which does as AWS does',
};

function fact<T>(is: T, source: FactSource): Fact<T> {
  return { is, source };
}

function measured(where: string): FactSource {
  return { kind: 'measured', where };
}

function documented(where: string): FactSource {
  return { kind: 'documented', where };
}

function reported(where: string): FactSource {
  return { kind: 'reported', where };
}

function assumed(where: string): FactSource {
  return { kind: 'assumed', where };
}
