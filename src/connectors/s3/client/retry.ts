import type { Clock } from '../clock.ts';
import { sleep } from '../clock.ts';
import { problemOf } from './s3-problem.ts';
import type { Trouble, TroubleLog } from './trouble-log.ts';
import type { WaitBoard } from './wait-board.ts';

/** How often and how fast. Without a limit of attempts: `maxAttempts: Infinity`. */
export interface RetryPolicy {
  readonly maxAttempts: number;
  readonly firstDelayMs: number;
  readonly maxDelayMs: number;
}

/** About 50 s of trying: enough for a server that restarts, not for one that is gone. */
export const DEFAULT_RETRY_POLICY: RetryPolicy = { maxAttempts: 10, firstDelayMs: 100, maxDelayMs: 20_000 };

export interface RetryOptions {
  readonly policy: RetryPolicy;
  readonly clock: Clock;
  /** From 0 to 1: the jitter. */
  readonly random: () => number;
  readonly waits: WaitBoard;
  /** Left out where somebody watches, and is told of the failure within seconds. */
  readonly troubles?: TroubleLog;
}

/**
 * Does `action` until it succeeds, fails for good, or the policy is exhausted. It is given the number of the attempt,
 * from 1: what an earlier one has done may be there already. `what` is shown while it waits.
 */
export type Retry = <T>(
  what: string,
  signal: AbortSignal,
  action: (attempt: number) => Promise<T>,
) => Promise<T>;

/**
 * The one owner of retries: the SDK makes a single attempt, because it would wait silently.
 */
export function createRetry(options: RetryOptions): Retry {
  const { policy, troubles } = options;
  return async (what, signal, action) => {
    let trouble: Trouble | undefined;
    try {
      for (let attempt = 1; ; attempt++) {
        try {
          const result = await action(attempt);
          trouble?.end('recovered');
          return result;
        } catch (error) {
          const problem = problemOf(error);
          if (signal.aborted || problem.kind !== 'transient' || attempt >= policy.maxAttempts) throw error;
          const text = `${what}: ${problem.words}, attempt ${attempt + 1}`;
          trouble ??= troubles?.begin();
          trouble?.waits(text);
          await pause(options, attempt, text, signal);
        }
      }
    } catch (error) {
      trouble?.end('failed');
      throw error;
    }
  };
}

async function pause(
  { policy, clock, random, waits }: RetryOptions,
  attempt: number,
  text: string,
  signal: AbortSignal,
): Promise<void> {
  const ended = waits.begin(text);
  try {
    await sleep(clock, delayMs(policy, attempt, random()), signal);
  } finally {
    ended();
  }
}

/** Doubles, and half of it is random, so that many who failed together do not come back together. */
export function delayMs(policy: RetryPolicy, attempt: number, random: number): number {
  const full = Math.min(policy.maxDelayMs, policy.firstDelayMs * 2 ** (attempt - 1));
  return full / 2 + (full / 2) * random;
}
