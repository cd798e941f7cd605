import { abortOpenUpload } from './abort-upload.ts';
import { listOpenUploads } from './list-uploads.ts';
import type { OpenUpload } from './open-upload.ts';
import type { UploadAccess } from './upload-access.ts';

export interface SweepOptions {
  readonly bucket: string;
  readonly prefix?: string;
  /** Abort those that were begun longer ago than this. Undefined: look, and leave everything as it is. */
  readonly abortOlderThanMs?: number | undefined;
  /** Only say what would be aborted. */
  readonly dryRun?: boolean;
}

export interface SweptUpload extends OpenUpload {
  /** `gone`: somebody else completed or aborted it before we did. */
  readonly outcome: 'open' | 'would abort' | 'aborted' | 'gone';
}

/**
 * Goes through the open uploads of a bucket and aborts the old ones, if asked to. One whose age is not known is left
 * alone. Throws EnvironmentError as {@link listOpenUploads} and {@link abortOpenUpload} do; what was aborted until
 * then stays so.
 */
export async function* sweepUploads(
  access: UploadAccess,
  { bucket, prefix, abortOlderThanMs, dryRun = false }: SweepOptions,
): AsyncGenerator<SweptUpload> {
  const query = prefix === undefined ? { bucket } : { bucket, prefix };
  for await (const upload of listOpenUploads(access, query)) {
    const isOld =
      abortOlderThanMs !== undefined && upload.ageMs !== undefined && upload.ageMs >= abortOlderThanMs;
    if (!isOld) yield { ...upload, outcome: 'open' };
    else if (dryRun) yield { ...upload, outcome: 'would abort' };
    else yield { ...upload, outcome: await abortOpenUpload(access, upload) };
  }
}
