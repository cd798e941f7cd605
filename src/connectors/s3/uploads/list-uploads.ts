import { ListMultipartUploadsCommand } from '@aws-sdk/client-s3';
import type { ListMultipartUploadsCommandOutput, MultipartUpload } from '@aws-sdk/client-s3';
import { EnvironmentError } from '../../../runtime/api.ts';
import { causeOf } from '../client/cause.ts';
import { problemOf } from '../client/s3-problem.ts';
import { measureUpload } from './measure-upload.ts';
import type { OpenUpload } from './open-upload.ts';
import { PARALLEL_REQUESTS } from './upload-access.ts';
import type { UploadAccess } from './upload-access.ts';

export interface UploadQuery {
  readonly bucket: string;
  /** Only keys that begin like this. */
  readonly prefix?: string;
  /** Sizes take one more request for each upload, and one for every thousand of its parts. Default: true. */
  readonly sizes?: boolean;
  /** Uploads in one answer, at most 1,000. */
  readonly pageSize?: number;
}

/**
 * The open uploads of a bucket in the order of their keys. One page is held in memory, however many there are.
 * Throws EnvironmentError when they cannot be listed.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListMultipartUploads.html
 */
export async function* listOpenUploads(access: UploadAccess, query: UploadQuery): AsyncGenerator<OpenUpload> {
  let from: Marker | undefined;
  do {
    const page = await fetchPage(access, query, from);
    const uploads = (page.Uploads ?? []).flatMap((upload) => openUploadOf(access, query, page, upload));
    for (let start = 0; start < uploads.length; start += PARALLEL_REQUESTS) {
      const some = uploads.slice(start, start + PARALLEL_REQUESTS);
      yield* query.sizes === false ? some : await withSizes(access, some);
    }
    from = nextMarker(query, page, from);
  } while (from !== undefined);
}

interface Marker {
  readonly key: string;
  readonly uploadId: string | undefined;
}

async function fetchPage(
  { client, retry, signal }: UploadAccess,
  { bucket, prefix, pageSize }: UploadQuery,
  from: Marker | undefined,
): Promise<ListMultipartUploadsCommandOutput> {
  const command = new ListMultipartUploadsCommand({
    Bucket: bucket,
    Prefix: prefix,
    MaxUploads: pageSize,
    KeyMarker: from?.key,
    UploadIdMarker: from?.uploadId,
    // Keys may have characters that XML cannot say.
    EncodingType: 'url',
  });
  try {
    return await retry(`listing the uploads of bucket \`${bucket}\``, signal, () =>
      client.send(command, { abortSignal: signal }),
    );
  } catch (error) {
    if (signal.aborted) throw error;
    throw unlistable(error, bucket);
  }
}

function unlistable(error: unknown, bucket: string): EnvironmentError {
  const { status, words } = problemOf(error);
  const cause = causeOf(error);
  const message = `the open uploads of bucket \`${bucket}\` cannot be listed: ${words}`;
  if (status === 403) {
    const help =
      `allow s3:ListBucketMultipartUploads on arn:aws:s3:::${bucket}, and s3:ListMultipartUploadParts and ` +
      `s3:AbortMultipartUpload on arn:aws:s3:::${bucket}/*`;
    return new EnvironmentError(message, { help, cause });
  }
  const help =
    status === 501 ? 'this server does not have ListMultipartUploads' : 'check the bucket and the endpoint';
  return new EnvironmentError(message, { help, cause });
}

/** None for an entry without key or id: no server should send one, and nothing can be done with it. */
function openUploadOf(
  { client, now }: UploadAccess,
  { bucket, prefix = '' }: UploadQuery,
  page: ListMultipartUploadsCommandOutput,
  { Key, UploadId, Initiated, Initiator }: MultipartUpload,
): OpenUpload[] {
  if (Key === undefined || UploadId === undefined) return [];
  const key = decoded(Key, page);
  // There are servers that take the prefix for a hint.
  if (!key.startsWith(prefix)) return [];
  const initiatedMs = Initiated?.getTime();
  // The SDK learns from every answer how far our clock is off.
  const nowMs = now() + client.config.systemClockOffset;
  const ageMs = initiatedMs === undefined ? undefined : Math.max(0, nowMs - initiatedMs);
  const initiator = [Initiator?.DisplayName, Initiator?.ID].find((name) => name !== undefined && name !== '');
  return [{ bucket, key, uploadId: UploadId, initiatedMs, ageMs, initiator, size: undefined }];
}

/** Servers that do not know the encoding answer with the key as it is, most of them without `EncodingType`. */
function decoded(key: string, { EncodingType }: ListMultipartUploadsCommandOutput): string {
  if (EncodingType !== 'url') return key;
  try {
    return decodeURIComponent(key.replaceAll('+', ' '));
  } catch {
    return key;
  }
}

/** Those that were completed or aborted meanwhile are left out. */
async function withSizes(access: UploadAccess, uploads: readonly OpenUpload[]): Promise<OpenUpload[]> {
  const sizes = await Promise.all(uploads.map((upload) => measureUpload(access, upload)));
  return uploads.flatMap((upload, i) => {
    const size = sizes[i]!;
    if (size === 'gone') return [];
    return size === 'unknown' ? [upload] : [{ ...upload, size }];
  });
}

/** Where the next page begins. Some servers leave the markers out, and the last upload tells, too. */
function nextMarker(
  { bucket }: UploadQuery,
  page: ListMultipartUploadsCommandOutput,
  before: Marker | undefined,
): Marker | undefined {
  if (page.IsTruncated !== true) return undefined;
  const last = page.Uploads?.at(-1);
  const key = page.NextKeyMarker || last?.Key;
  const uploadId = page.NextUploadIdMarker || last?.UploadId;
  if (key !== undefined) {
    const next = { key: decoded(key, page), uploadId };
    if (next.key !== before?.key || next.uploadId !== before.uploadId) return next;
  }
  // Asking again would go on for ever.
  throw new EnvironmentError(
    `the open uploads of bucket \`${bucket}\` cannot be listed: the server says that there are more, and not where`,
    { help: 'narrow the list down with a prefix' },
  );
}
