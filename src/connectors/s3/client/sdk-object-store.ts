import { createHash } from 'node:crypto';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import type { CreateMultipartUploadCommandInput, S3Client } from '@aws-sdk/client-s3';
import type { ObjectAttributes, StringRecord } from '../object-attributes.ts';
import type { Integrity } from './compatibility/profile.ts';
import { bodyHeaders, createBodyIntegrity } from './integrity.ts';
import type { BodyIntegrity } from './integrity.ts';
import { cutBy } from './cut-by.ts';
import { crcText } from './object-store.ts';
import type {
  ListedUpload,
  ObjectAddress,
  ObjectStore,
  PartReceipt,
  StoredObject,
  UploadAddress,
  UploadListing,
} from './object-store.ts';
import { problemOf } from './s3-problem.ts';
import { garbled, sdkBaseRequests, unquoted } from './sdk-base-requests.ts';

/**
 * The {@link ObjectStore} that talks to S3. Every request is cut by its signal: the SDK ends what is on the wire, and
 * does not end what comes before, as asking a program or a service for credentials.
 */
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
        return cutBy(signal, client.send(command, { abortSignal: signal }));
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
        return cutBy(signal, client.send(command, { abortSignal: signal }));
      });
      if (answer.UploadId === undefined)
        throw garbled('CreateMultipartUpload succeeded without an upload id');
      return answer.UploadId;
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
        return cutBy(signal, client.send(command, { abortSignal: signal }));
      });
      return { number, etag: unquoted(answer.ETag) || md5(bytes), crc32, bytes: bytes.length };
    },

    ...sdkBaseRequests(client),

    async completeUpload({ bucket, key, uploadId }, parts, { ifAbsent, ifMatch, signal }) {
      const command = new CompleteMultipartUploadCommand({
        Bucket: bucket,
        Key: key,
        UploadId: uploadId,
        MultipartUpload: { Parts: parts.map((part) => partInput(part, integrity.kind)) },
        ...conditionInput(ifAbsent, ifMatch),
      });
      // The SDK takes an answer of 200 with an error in its body for the error that it is. The ETag in a good
      // answer is not looked at: some servers leave it empty.
      await cutBy(signal, client.send(command, { abortSignal: signal }));
    },

    async abortUpload({ bucket, key, uploadId }, signal) {
      const command = new AbortMultipartUploadCommand({ Bucket: bucket, Key: key, UploadId: uploadId });
      await cutBy(signal, client.send(command, { abortSignal: signal }));
    },

    countParts: (upload, signal) => countParts(client, upload, signal),
    listUploads: (address, signal) => listUploads(client, address, signal),
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
    const head = await cutBy(signal, client.send(command, { abortSignal: signal }));
    const { ContentLength: bytes = 0, ChecksumCRC32: crc32, Metadata: metadata = {} } = head;
    return { bytes, etag: unquoted(head.ETag), crc32, metadata };
  } catch (error) {
    if (problemOf(error).status === 404) return null;
    throw error;
  }
}

async function countParts(
  client: S3Client,
  { bucket, key, uploadId }: UploadAddress,
  signal: AbortSignal,
): Promise<number | null> {
  const command = new ListPartsCommand({ Bucket: bucket, Key: key, UploadId: uploadId });
  try {
    const { Parts = [] } = await cutBy(signal, client.send(command, { abortSignal: signal }));
    return Parts.length;
  } catch (error) {
    // NoSuchUpload; Ceph says NoSuchKey.
    if (problemOf(error).status === 404) return null;
    throw error;
  }
}

async function listUploads(
  client: S3Client,
  { bucket, key }: ObjectAddress,
  signal: AbortSignal,
): Promise<UploadListing> {
  const uploads: ListedUpload[] = [];
  let markers: { readonly KeyMarker?: string; readonly UploadIdMarker?: string } = {};
  for (;;) {
    const command = new ListMultipartUploadsCommand({ Bucket: bucket, Prefix: key, ...markers });
    const page = await cutBy(signal, client.send(command, { abortSignal: signal }));
    for (const { Key, UploadId, Initiated, Initiator } of page.Uploads ?? []) {
      if (Key !== key || UploadId === undefined || Initiated === undefined) continue;
      uploads.push({ uploadId: UploadId, initiatedMs: Initiated.getTime(), initiator: Initiator?.ID });
    }
    const { IsTruncated = false, NextKeyMarker, NextUploadIdMarker } = page;
    // In the order of their keys: behind the key itself there are only longer ones.
    if (!IsTruncated || NextKeyMarker !== key) break;
    markers = {
      KeyMarker: NextKeyMarker,
      ...(NextUploadIdMarker === undefined ? {} : { UploadIdMarker: NextUploadIdMarker }),
    };
  }
  // The SDK has set its offset by the date of the answer.
  return { nowMs: Date.now() + client.config.systemClockOffset, uploads };
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

function conditionInput(
  ifAbsent: boolean,
  ifMatch?: string,
): { readonly IfNoneMatch?: '*'; readonly IfMatch?: string } {
  if (ifMatch !== undefined) return { IfMatch: `"${ifMatch}"` };
  return ifAbsent ? { IfNoneMatch: '*' } : {};
}

function partInput({ number, etag, crc32 }: PartReceipt, integrity: Integrity) {
  const part = { PartNumber: number, ETag: `"${etag}"` };
  return integrity === 'crc32' && crc32 !== null ? { ...part, ChecksumCRC32: crcText(crc32) } : part;
}

/** What the ETag of a part is where the server does not say. */
function md5(bytes: Buffer): string {
  return createHash('md5').update(bytes).digest('hex');
}
