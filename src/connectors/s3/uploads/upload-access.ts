import type { S3Client } from '@aws-sdk/client-s3';
import { createS3Client } from '../client/create-client.ts';
import type { S3Endpoint } from '../client/endpoint.ts';
import { createRetry } from '../client/retry.ts';
import type { Retry, RetryPolicy } from '../client/retry.ts';
import { DEFAULT_TIMEOUTS } from '../client/timeouts.ts';
import { createWaitBoard } from '../client/wait-board.ts';
import { systemClock } from '../clock.ts';

/** What looking at open uploads takes. */
export interface UploadAccess {
  readonly endpoint: S3Endpoint;
  readonly client: S3Client;
  readonly retry: Retry;
  readonly signal: AbortSignal;
  /** Milliseconds since 1970 by the clock of this machine. */
  readonly now: () => number;
}

export interface UploadAccessOptions {
  readonly endpoint: S3Endpoint;
  readonly signal: AbortSignal;
  readonly now?: () => number;
  readonly policy?: RetryPolicy;
}

/** Requests to one bucket at the same time. */
export const PARALLEL_REQUESTS = 8;

/** Somebody sits there and waits for the list. */
const POLICY: RetryPolicy = { maxAttempts: 4, firstDelayMs: 200, maxDelayMs: 2_000 };

/** Connects. Whoever opens it closes it, with `access.client.destroy()`. */
export function openUploadAccess(options: UploadAccessOptions): UploadAccess {
  const { endpoint, signal, now = Date.now, policy = POLICY } = options;
  const client = createS3Client({ endpoint, timeouts: DEFAULT_TIMEOUTS, maxSockets: PARALLEL_REQUESTS });
  const waits = createWaitBoard(() => undefined);
  const retry = createRetry({ policy, clock: systemClock, random: Math.random, waits });
  return { endpoint, client, retry, signal, now };
}
