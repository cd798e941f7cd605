import { GetObjectCommand, UploadPartCopyCommand } from '@aws-sdk/client-s3';
import type { S3Client } from '@aws-sdk/client-s3';
import { cutBy } from './cut-by.ts';
import { crcOf } from './object-store.ts';
import type { ByteSource, ObjectAddress, ObjectStore } from './object-store.ts';

/** The requests that continue an object which is there. */
export function sdkBaseRequests(client: S3Client): Pick<ObjectStore, 'copyPart' | 'read'> {
  return {
    async copyPart({ bucket, key, uploadId }, number, source, signal) {
      const { etag, length } = source;
      const command = new UploadPartCopyCommand({
        Bucket: bucket,
        Key: key,
        UploadId: uploadId,
        PartNumber: number,
        CopySource: copySource({ bucket, key }),
        CopySourceRange: rangeOf(source),
        ...(etag !== '' && { CopySourceIfMatch: `"${etag}"` }),
      });
      // The SDK takes an answer of 200 with an error in its body for the error that it is.
      const { CopyPartResult } = await cutBy(signal, client.send(command, { abortSignal: signal }));
      const copied = unquoted(CopyPartResult?.ETag);
      if (copied === '') throw garbled('UploadPartCopy succeeded without an ETag');
      return { number, etag: copied, crc32: crcOf(CopyPartResult?.ChecksumCRC32), bytes: length };
    },

    async read({ bucket, key }, source, signal) {
      const { etag, length } = source;
      const command = new GetObjectCommand({
        Bucket: bucket,
        Key: key,
        Range: rangeOf(source),
        ...(etag !== '' && { IfMatch: `"${etag}"` }),
      });
      const { Body } = await cutBy(signal, client.send(command, { abortSignal: signal }));
      const bytes = Buffer.from((await Body?.transformToByteArray()) ?? []);
      if (bytes.length !== length) throw garbled(`GetObject gave ${bytes.length} of ${length} bytes`);
      return bytes;
    },
  };
}

function rangeOf({ start, length }: ByteSource): string {
  return `bytes=${start}-${start + length - 1}`;
}

/** It travels in a header: everything but the slashes is encoded. An access point has a word of its own before keys. */
function copySource({ bucket, key }: ObjectAddress): string {
  const path = bucket.startsWith('arn:') ? `${bucket}/object/${key}` : `${bucket}/${key}`;
  return path.split('/').map(encodeURIComponent).join('/');
}

export function unquoted(etag: string | undefined): string {
  return etag?.replace(/^"|"$/g, '') ?? '';
}

export function garbled(message: string): Error {
  return Object.assign(new Error(message), { code: 'GarbledAnswer' });
}
