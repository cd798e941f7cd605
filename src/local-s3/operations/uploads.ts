import { S3Error } from '../errors.ts';
import type { Bucket } from '../storage/bucket.ts';
import type { OpenUpload } from '../storage/bucket-state.ts';
import type { Call } from './operation.ts';
import { keyOf } from './operation.ts';

/** The upload that a request names, which has to be one of its key. */
export function uploadOf(call: Call, bucket: Bucket): OpenUpload {
  const uploadId = uploadIdOf(call);
  const upload = bucket.state.uploads.get(uploadId);
  if (upload === undefined || upload.key !== keyOf(call)) throw noSuchUpload(uploadId);
  return upload;
}

export function uploadIdOf({ request }: Call): string {
  return request.query.get('uploadId') ?? '';
}

function noSuchUpload(uploadId: string): S3Error {
  return new S3Error('NoSuchUpload', undefined, { UploadId: uploadId });
}
