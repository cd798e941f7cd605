import { ListPartsCommand } from '@aws-sdk/client-s3';
import { EnvironmentError } from '../../../runtime/api.ts';
import { causeOf } from '../client/cause.ts';
import { problemOf } from '../client/s3-problem.ts';
import type { UploadAddress } from '../client/object-store.ts';
import type { UploadSize } from './open-upload.ts';
import type { UploadAccess } from './upload-access.ts';

/**
 * How much of an upload is there. `gone`: it was completed or aborted meanwhile. `unknown`: it may not be looked at. Throws
 * EnvironmentError for what else S3 says.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListParts.html
 */
export async function measureUpload(
  { client, retry, signal }: UploadAccess,
  { bucket, key, uploadId }: UploadAddress,
): Promise<UploadSize | 'gone' | 'unknown'> {
  let parts = 0;
  let bytes = 0;
  let marker: string | undefined;
  const options = { abortSignal: signal };
  try {
    for (;;) {
      const command = new ListPartsCommand({
        Bucket: bucket,
        Key: key,
        UploadId: uploadId,
        PartNumberMarker: marker,
      });
      const page = await retry(`the parts of \`${key}\``, signal, () => client.send(command, options));
      for (const { Size = 0 } of page.Parts ?? []) {
        parts++;
        bytes += Size;
      }
      const next = page.NextPartNumberMarker ?? page.Parts?.at(-1)?.PartNumber?.toString();
      if (page.IsTruncated !== true || next === undefined || next === marker) return { parts, bytes };
      marker = next;
    }
  } catch (error) {
    if (signal.aborted) throw error;
    const { status, words } = problemOf(error);
    // NoSuchUpload at S3, NoSuchKey at Ceph.
    if (status === 404) return 'gone';
    if (status === 403) return 'unknown';
    throw new EnvironmentError(
      `the parts of upload \`${uploadId}\` of \`${key}\` in bucket \`${bucket}\` cannot be listed: ${words}`,
      { help: 'try again, or take a narrower prefix', cause: causeOf(error) },
    );
  }
}
