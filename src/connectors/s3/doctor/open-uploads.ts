import type { ExaminationLeftover } from '../../../runtime/api.ts';
import { listOpenUploads } from '../uploads/list-uploads.ts';
import { measureUpload } from '../uploads/measure-upload.ts';
import { createOldestUploads } from '../uploads/oldest-uploads.ts';
import type { UploadAccess } from '../uploads/upload-access.ts';

/** As many are shown, and measured: a request each. */
const MAX_SHOWN = 20;

/** The uploads that are open in a bucket. Throws EnvironmentError when they cannot be listed. */
export async function findOpenUploads(
  access: UploadAccess,
  bucket: string,
): Promise<{ readonly total: number; readonly oldest: readonly ExaminationLeftover[] }> {
  const oldest = createOldestUploads(MAX_SHOWN);
  for await (const upload of listOpenUploads(access, { bucket, sizes: false })) oldest.add(upload);
  const shown: ExaminationLeftover[] = [];
  for (const upload of oldest.list()) {
    const size = await measureUpload(access, upload);
    if (size === 'gone') continue;
    shown.push({
      place: `s3://${bucket}/${upload.key}`,
      id: upload.uploadId,
      ageMs: upload.ageMs,
      bytes: size === 'unknown' ? undefined : size.bytes,
    });
  }
  return { total: oldest.totals().uploads, oldest: shown };
}
