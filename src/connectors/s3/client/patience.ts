import type { ConnectionConfig } from '../connection-settings.ts';
import { DEFAULT_RETRY_POLICY } from './retry.ts';
import type { RetryPolicy } from './retry.ts';
import { DEFAULT_TIMEOUTS } from './timeouts.ts';
import type { Timeouts } from './timeouts.ts';

/** Setting `retry`, as the one policy of retries takes it. */
export function retryPolicyOf({ retry }: ConnectionConfig): RetryPolicy {
  return {
    ...DEFAULT_RETRY_POLICY,
    maxAttempts: retry.max_attempts ?? Infinity,
    maxElapsedMs: retry.max_elapsed ?? Infinity,
  };
}

/** Setting `timeouts`, with what it leaves open. */
export function timeoutsOf({ timeouts }: ConnectionConfig): Timeouts {
  return {
    connectMs: timeouts.connect ?? DEFAULT_TIMEOUTS.connectMs,
    firstByteMs: timeouts.first_byte ?? DEFAULT_TIMEOUTS.firstByteMs,
    stallMs: timeouts.stall ?? DEFAULT_TIMEOUTS.stallMs,
  };
}
