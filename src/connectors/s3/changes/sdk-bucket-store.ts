import {
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  ListObjectsV2Command,
} from '@aws-sdk/client-s3';
import type { GetObjectCommandOutput, HeadObjectCommandOutput, S3Client } from '@aws-sdk/client-s3';
import type { Readable } from 'node:stream';
import type { BucketStore, ObjectHead } from './bucket-store.ts';
import type { ListedObject } from './change.ts';
import { entriesIn, watchListing } from './list-answer.ts';
import type { ListedEntry } from './list-answer.ts';

export interface WatchedBucket {
  readonly bucket: string;
  readonly prefix: string;
  /** Ask for the owner of every object. */
  readonly fetchOwner: boolean;
}

/** The {@link BucketStore} that talks to S3. */
export function createSdkBucketStore(
  client: S3Client,
  { bucket, prefix, fetchOwner }: WatchedBucket,
): BucketStore {
  const listed = { Bucket: bucket, Prefix: prefix, EncodingType: 'url' } as const;
  return {
    async listObjects(from, signal) {
      const command = new ListObjectsV2Command({
        ...listed,
        FetchOwner: fetchOwner,
        ...(from.kind === 'token' ? { ContinuationToken: from.token } : startAfter(from.key)),
      });
      const answer = watchListing(command, ['Contents']);
      const page = await client.send(command, { abortSignal: signal });
      const decode = decoderOf(page.EncodingType);
      const entries = entriesIn(answer(), page.Contents, []);
      const objects = entries.map((entry) => objectOf(entry, null, decode));
      return { objects, next: page.IsTruncated === true ? nextToken(page.NextContinuationToken) : null };
    },

    async listVersions(from, signal) {
      const command = new ListObjectVersionsCommand({
        ...listed,
        ...(from.key === null ? {} : { KeyMarker: from.key }),
        ...(from.versionId === null ? {} : { VersionIdMarker: from.versionId }),
      });
      const answer = watchListing(command, ['Version', 'DeleteMarker']);
      const page = await client.send(command, { abortSignal: signal });
      const decode = decoderOf(page.EncodingType);
      const entries = entriesIn(answer(), page.Versions, page.DeleteMarkers);
      const objects = entries.map((entry) => objectOf(entry, entry.VersionId ?? 'null', decode));
      const { NextKeyMarker, NextVersionIdMarker } = page;
      if (page.IsTruncated !== true) return { objects, next: null };
      if (NextKeyMarker === undefined)
        throw garbled('a page of versions that is not the last names no next one');
      return { objects, next: { key: decode(NextKeyMarker), versionId: NextVersionIdMarker ?? null } };
    },

    async get(object, { start, end }, signal) {
      const isWhole = start === 0 && end === object.size;
      const range = isWhole ? {} : { Range: `bytes=${start}-${end - 1}` };
      const command = new GetObjectCommand({ ...pinned(bucket, object), ...range });
      const answer = await client.send(command, { abortSignal: signal });
      // In Node, the SDK's bodies are readable streams.
      const body = answer.Body as Readable;
      return { head: headOf(answer), body, destroy: () => void body.destroy() };
    },

    async head(object, signal) {
      const command = new HeadObjectCommand(pinned(bucket, object));
      return headOf(await client.send(command, { abortSignal: signal }));
    },

    close: () => client.destroy(),
  };
}

function startAfter(key: string | null): { readonly StartAfter?: string } {
  return key === null ? {} : { StartAfter: key };
}

function nextToken(token: string | undefined): { readonly kind: 'token'; readonly token: string } {
  if (token === undefined) throw garbled('a page of the listing that is not the last names no next one');
  return { kind: 'token', token };
}

function objectOf(
  entry: ListedEntry,
  versionId: string | null,
  decode: (text: string) => string,
): ListedObject {
  const { Key, LastModified, isDeleteMarker } = entry;
  const lastModifiedMs = LastModified?.getTime();
  if (Key === undefined || lastModifiedMs === undefined || Number.isNaN(lastModifiedMs))
    throw garbled('an entry of the listing has no key or no date');
  return {
    key: decode(Key),
    lastModifiedMs,
    owner: entry.Owner?.ID ?? null,
    etag: isDeleteMarker ? '' : unquoted(entry.ETag),
    size: entry.Size ?? 0,
    storageClass: entry.StorageClass ?? null,
    versionId,
    isDeleteMarker,
  };
}

/** XML has no place for some characters, so keys are asked for in the encoding of URLs; not every server obeys. */
function decoderOf(encoding: string | undefined): (text: string) => string {
  return encoding === 'url' ? (text) => decodeURIComponent(text.replaceAll('+', ' ')) : (text) => text;
}

/** Asks for this state and no other: by its version where it has one, and by its ETag. */
function pinned(bucket: string, { key, versionId, etag }: ListedObject) {
  return {
    Bucket: bucket,
    Key: key,
    ...(versionId === null ? {} : { VersionId: versionId }),
    ...(etag === '' ? {} : { IfMatch: `"${etag}"` }),
  };
}

function headOf(answer: GetObjectCommandOutput | HeadObjectCommandOutput): ObjectHead {
  return {
    etag: unquoted(answer.ETag),
    versionId: answer.VersionId ?? null,
    contentType: answer.ContentType ?? null,
    contentEncoding: answer.ContentEncoding ?? null,
    serverSideEncryption: answer.ServerSideEncryption ?? null,
    metadata: answer.Metadata ?? {},
  };
}

function unquoted(etag: string | undefined): string {
  return etag?.replace(/^"|"$/g, '') ?? '';
}

function garbled(message: string): Error {
  return Object.assign(new Error(message), { code: 'GarbledAnswer' });
}
