/** How long the network may take, in milliseconds. */
export interface Timeouts {
  /** Until the connection stands. */
  readonly connectMs: number;
  /** From the end of the request until the answer begins. */
  readonly firstByteMs: number;
  /** Without a byte, while a body is on its way in either direction. */
  readonly stallMs: number;
}

export const DEFAULT_TIMEOUTS: Timeouts = { connectMs: 10_000, firstByteMs: 60_000, stallMs: 60_000 };

/**
 * Joining the parts of a large object takes S3 up to several minutes (API reference, CompleteMultipartUpload), and so may
 * copying gigabytes into a part. AWS
 * begins its answer at once and sends blanks meanwhile; others are silent until they are done. A connection that is
 * dead is noticed nevertheless: it is probed every second while nothing moves (TCP keep-alive).
 */
export const LONG_FIRST_BYTE_MS = 600_000;
