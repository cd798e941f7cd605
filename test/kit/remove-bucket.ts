import {
  AbortMultipartUploadCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectVersionsCommand,
  paginateListObjectsV2,
} from '@aws-sdk/client-s3';
import type { S3Client } from '@aws-sdk/client-s3';

export interface WhatToRemove {
  /** Default: everything. */
  readonly prefix?: string;
  /** Old versions and delete markers, too. */
  readonly hasVersions?: boolean;
}

/** Deletes a bucket with what is in it. */
export async function removeBucket(client: S3Client, bucket: string, what: WhatToRemove = {}): Promise<void> {
  await emptyBucket(client, bucket, what);
  await client.send(new DeleteBucketCommand({ Bucket: bucket }));
}

/** Deletes objects and aborts uploads, one by one: not every server can delete many in a request. */
export async function emptyBucket(
  client: S3Client,
  bucket: string,
  { prefix = '', hasVersions = false }: WhatToRemove = {},
): Promise<void> {
  const found = hasVersions ? versionsIn(client, bucket, prefix) : keysIn(client, bucket, prefix);
  const deletions: Promise<unknown>[] = [];
  for await (const object of found) {
    deletions.push(client.send(new DeleteObjectCommand({ Bucket: bucket, ...object })));
    if (deletions.length === 16) await Promise.all(deletions.splice(0));
  }
  await Promise.all(deletions);
  await abortUploads(client, bucket, prefix);
}

interface Named {
  readonly Key: string;
  readonly VersionId?: string;
}

async function* keysIn(client: S3Client, Bucket: string, Prefix: string): AsyncGenerator<Named> {
  for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket, Prefix })) {
    for (const { Key } of Contents) yield { Key: Key! };
  }
}

async function* versionsIn(client: S3Client, Bucket: string, Prefix: string): AsyncGenerator<Named> {
  let markers: { readonly KeyMarker?: string; readonly VersionIdMarker?: string } = {};
  for (;;) {
    const page = await client.send(new ListObjectVersionsCommand({ Bucket, Prefix, ...markers }));
    for (const { Key, VersionId } of [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])]) {
      yield { Key: Key!, VersionId: VersionId! };
    }
    if (page.IsTruncated !== true) return;
    markers = { KeyMarker: page.NextKeyMarker!, VersionIdMarker: page.NextVersionIdMarker! };
  }
}

async function abortUploads(client: S3Client, Bucket: string, Prefix: string): Promise<void> {
  for (;;) {
    const { Uploads = [], IsTruncated } = await client.send(
      new ListMultipartUploadsCommand({ Bucket, Prefix }),
    );
    for (const { Key, UploadId } of Uploads) {
      await client.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId }));
    }
    if (IsTruncated !== true) return;
  }
}
