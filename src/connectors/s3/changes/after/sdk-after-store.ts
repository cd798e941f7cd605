import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  PutObjectTaggingCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import type { S3Client, StorageClass } from '@aws-sdk/client-s3';
import type { AfterStore, PartialCopy, PinnedObject, Tag } from './after-store.ts';

/** The {@link AfterStore} that talks to S3. */
export function createSdkAfterStore(client: S3Client, bucket: string): AfterStore {
  const sourceOf = ({ key, versionId }: PinnedObject): string =>
    `${bucket}/${key.split('/').map(encodeURIComponent).join('/')}` +
    (versionId === null ? '' : `?versionId=${encodeURIComponent(versionId)}`);
  return {
    async look(key, versionId, signal) {
      const command = new HeadObjectCommand({ Bucket: bucket, Key: key, ...given('VersionId', versionId) });
      const answer = await client.send(command, { abortSignal: signal });
      const { CacheControl, ContentDisposition, ContentEncoding, ContentLanguage, ContentType, Metadata } =
        answer;
      const texts = {
        CacheControl,
        ContentDisposition,
        ContentEncoding,
        ContentLanguage,
        ContentType,
        Metadata,
      };
      return {
        etag: answer.ETag?.replace(/^"|"$/g, '') ?? '',
        size: answer.ContentLength ?? 0,
        lastModifiedMs: answer.LastModified?.getTime() ?? 0,
        versionId: answer.VersionId ?? null,
        storageClass: answer.StorageClass ?? null,
        attributes: Object.fromEntries(Object.entries(texts).filter(([, value]) => value !== undefined)),
      };
    },

    async remove(key, etag, signal) {
      const condition = etag === null ? {} : { IfMatch: `"${etag}"` };
      await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key, ...condition }), {
        abortSignal: signal,
      });
    },

    async tags({ key, versionId }, signal) {
      const command = new GetObjectTaggingCommand({
        Bucket: bucket,
        Key: key,
        ...given('VersionId', versionId),
      });
      const { TagSet = [] } = await client.send(command, { abortSignal: signal });
      return TagSet.map(({ Key, Value }) => ({ name: Key ?? '', value: Value ?? '' }));
    },

    async setTags({ key, versionId }, tags, signal) {
      const TagSet = tags.map(({ name, value }) => ({ Key: name, Value: value }));
      const address = { Bucket: bucket, Key: key, ...given('VersionId', versionId) };
      await client.send(new PutObjectTaggingCommand({ ...address, Tagging: { TagSet } }), {
        abortSignal: signal,
      });
    },

    async copy(object, to, storageClass, signal) {
      const command = new CopyObjectCommand({
        Bucket: to.bucket,
        Key: to.key,
        CopySource: sourceOf(object),
        CopySourceIfMatch: `"${object.etag}"`,
        ...storedAs(storageClass),
      });
      await client.send(command, { abortSignal: signal });
    },

    async beginCopy({ attributes, storageClass }, tags, to, signal) {
      const command = new CreateMultipartUploadCommand({
        ...attributes,
        Bucket: to.bucket,
        Key: to.key,
        ...storedAs(storageClass),
        ...(tags.length === 0 ? {} : { Tagging: tagsText(tags) }),
      });
      const { UploadId } = await client.send(command, { abortSignal: signal });
      if (UploadId === undefined) throw garbled('the upload that was begun has no id');
      return { ...to, uploadId: UploadId };
    },

    async copyPart(object, { start, end, number }, to, signal) {
      const command = new UploadPartCopyCommand({
        ...addressOf(to),
        PartNumber: number,
        CopySource: sourceOf(object),
        CopySourceIfMatch: `"${object.etag}"`,
        CopySourceRange: `bytes=${start}-${end - 1}`,
      });
      const { CopyPartResult } = await client.send(command, { abortSignal: signal });
      if (CopyPartResult?.ETag === undefined) throw garbled('the part that was copied has no ETag');
      return CopyPartResult.ETag;
    },

    async finishCopy(to, etags, signal) {
      const Parts = etags.map((ETag, index) => ({ ETag, PartNumber: index + 1 }));
      const command = new CompleteMultipartUploadCommand({ ...addressOf(to), MultipartUpload: { Parts } });
      await client.send(command, { abortSignal: signal });
    },

    async abortCopy(to, signal) {
      await client.send(new AbortMultipartUploadCommand(addressOf(to)), { abortSignal: signal });
    },
  };
}

function given(name: 'VersionId', value: string | null): { readonly VersionId?: string } {
  return value === null ? {} : { [name]: value };
}

/** A copy is STANDARD otherwise. The server has named the class itself. */
function storedAs(storageClass: string | null): { readonly StorageClass?: StorageClass } {
  return storageClass === null ? {} : { StorageClass: storageClass as StorageClass };
}

function addressOf({ bucket, key, uploadId }: PartialCopy) {
  return { Bucket: bucket, Key: key, UploadId: uploadId };
}

function tagsText(tags: readonly Tag[]): string {
  return new URLSearchParams(tags.map(({ name, value }): [string, string] => [name, value])).toString();
}

function garbled(message: string): Error {
  return Object.assign(new Error(message), { code: 'GarbledAnswer' });
}
