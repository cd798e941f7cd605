/** A multipart upload that is neither complete nor aborted. What was sent for it is stored, and billed. */
export interface OpenUpload {
  readonly bucket: string;
  readonly key: string;
  readonly uploadId: string;
  /** When it was begun, in milliseconds since 1970; undefined where the server does not say. */
  readonly initiatedMs: number | undefined;
  /** How long ago that was by the clock of S3, never negative. */
  readonly ageMs: number | undefined;
  /** Who began it: a name or an ARN. */
  readonly initiator: string | undefined;
  /** The parts that are there; undefined where these credentials may not list them, or nobody asked. */
  readonly size: UploadSize | undefined;
}

export interface UploadSize {
  readonly parts: number;
  readonly bytes: number;
}
