import { createHash } from 'node:crypto';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  HeadObjectCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import type { CreateMultipartUploadCommandInput, S3Client } from '@aws-sdk/client-s3';
import { bug } from '../../../runtime/api.ts';
import type { ObjectAttributes, StringRecord } from '../object-attributes.ts';
import type { Integrity } from './compatibility/profile.ts';
import { bodyHeaders, createBodyIntegrity } from './integrity.ts';
import type { BodyIntegrity } from './integrity.ts';
import { crcText } from './object-store.ts';
import type { ObjectAddress, ObjectStore, PartReceipt, StoredObject } from './object-store.ts';
import { problemOf } from './s3-problem.ts';
import { CONTROL_REQUEST_MS } from './timeouts.ts';

/** The {@link ObjectStore} that talks to S3. */
export function createSdkObjectStore(
  client: S3Client,
  integrity: BodyIntegrity = createBodyIntegrity('crc32', () => {}),
): ObjectStore {
  return {
    async put({ bucket, key }, body, { attributes, ifAbsent, signal }) {
      await integrity.send(() => {
        const command = new PutObjectCommand({
          Bucket: bucket,
          Key: key,
          Body: body.bytes,
          ...attributeInput(attributes),
          ...bodyHeaders(integrity.kind, body),
          ...conditionInput(ifAbsent),
        });
        return client.send(command, { abortSignal: signal });
      });
    },

    async createUpload({ bucket, key }, { attributes, signal }) {
      const answer = await integrity.send(() => {
        const command = new CreateMultipartUploadCommand({
          Bucket: bucket,
          Key: key,
          ...attributeInput(attributes),
          ...(integrity.kind === 'crc32' && { ChecksumAlgorithm: 'CRC32' }),
        });
        return client.send(command, { abortSignal: signal, requestTimeout: CONTROL_REQUEST_MS });
      });
      return answer.UploadId ?? bug('CreateMultipartUpload succeeded without an upload id');
    },

    async uploadPart({ bucket, key, uploadId }, number, body, signal) {
      const { bytes, crc32 } = body;
      const answer = await integrity.send(() => {
        const command = new UploadPartCommand({
          Bucket: bucket,
          Key: key,
          UploadId: uploadId,
          PartNumber: number,
          Body: bytes,
          ...bodyHeaders(integrity.kind, body),
        });
        return client.send(command, { abortSignal: signal });
      });
      return { number, etag: unquoted(answer.ETag) || md5(bytes), crc32, bytes: bytes.length };
    },

    async completeUpload({ bucket, key, uploadId }, parts, { ifAbsent, signal }) {
      const command = new CompleteMultipartUploadCommand({
        Bucket: bucket,
        Key: key,
        UploadId: uploadId,
        MultipartUpload: { Parts: parts.map((part) => partInput(part, integrity.kind)) },
        ...conditionInput(ifAbsent),
      });
      // The SDK takes an answer of 200 with an error in its body for the error that it is. The ETag in a good
      // answer is not looked at: some servers leave it empty.
      await client.send(command, { abortSignal: signal });
    },

    async abortUpload({ bucket, key, uploadId }, signal) {
      const command = new AbortMultipartUploadCommand({ Bucket: bucket, Key: key, UploadId: uploadId });
      await client.send(command, { abortSignal: signal, requestTimeout: CONTROL_REQUEST_MS });
    },

    look: (address, signal) => look(client, address, integrity.kind, signal),
    close: () => client.destroy(),
  };
}

async function look(
  client: S3Client,
  { bucket, key }: ObjectAddress,
  integrity: Integrity,
  signal: AbortSignal,
): Promise<StoredObject | null> {
  const command = new HeadObjectCommand({
    Bucket: bucket,
    Key: key,
    ...(integrity === 'crc32' && { ChecksumMode: 'ENABLED' }),
  });
  try {
    const head = await client.send(command, { abortSignal: signal, requestTimeout: CONTROL_REQUEST_MS });
    return { bytes: head.ContentLength ?? 0, etag: unquoted(head.ETag), crc32: head.ChecksumCRC32 };
  } catch (error) {
    if (problemOf(error).status === 404) return null;
    throw error;
  }
}

function attributeInput(attributes: ObjectAttributes): Partial<CreateMultipartUploadCommandInput> {
  const { contentType, contentEncoding, storageClass, sse, kmsKeyId, acl, tags, metadata } = attributes;
  // Only what was given: an undefined field is left out of the request. The enums of the SDK are open in fact
  // (other servers have storage classes of their own), so S3 is the judge of these strings.
  return {
    ContentType: contentType,
    ContentEncoding: contentEncoding,
    StorageClass: storageClass as CreateMultipartUploadCommandInput['StorageClass'],
    ServerSideEncryption: sse as CreateMultipartUploadCommandInput['ServerSideEncryption'],
    SSEKMSKeyId: kmsKeyId,
    ACL: acl as CreateMultipartUploadCommandInput['ACL'],
    Tagging: tags === undefined ? undefined : tagQuery(tags),
    Metadata: metadata,
  };
}

function tagQuery(tags: StringRecord): string {
  const pairs = Object.entries(tags);
  return pairs.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join('&');
}

function conditionInput(ifAbsent: boolean): { readonly IfNoneMatch?: '*' } {
  return ifAbsent ? { IfNoneMatch: '*' } : {};
}

function partInput({ number, etag, crc32 }: PartReceipt, integrity: Integrity) {
  const part = { PartNumber: number, ETag: `"${etag}"` };
  return integrity === 'crc32' ? { ...part, ChecksumCRC32: crcText(crc32) } : part;
}

function unquoted(etag: string | undefined): string {
  return etag?.replace(/^"|"$/g, '') ?? '';
}

/** What the ETag of a part is where the server does not say. */
function md5(bytes: Buffer): string {
  return createHash('md5').update(bytes).digest('hex');
}
