/** How long the network may take, in milliseconds. */
export interface Timeouts {
  /** Until the connection stands. */
  readonly connectMs: number;
  /**
   * Without a byte in either direction: while a body is sent, and until the first byte of the answer. S3 itself
   * needs a second or two even for large objects; others take most of a minute to join the parts of one.
   */
  readonly idleMs: number;
}

export const DEFAULT_TIMEOUTS: Timeouts = { connectMs: 10_000, idleMs: 60_000 };

/** A request without a body worth mentioning, from beginning to end. */
export const CONTROL_REQUEST_MS = 60_000;
