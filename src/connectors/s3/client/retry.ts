import type { Clock } from '../clock.ts';
import { sleep } from '../clock.ts';
import { elapsedText, timeText } from './elapsed.ts';
import { problemOf } from './s3-problem.ts';
import type { S3Problem } from './s3-problem.ts';
import type { Trouble, TroubleLog } from './trouble-log.ts';
import type { Wait, WaitBoard } from './wait-board.ts';

/** How often, how fast and how long. */
export interface RetryPolicy {
  /** The first attempt counts; `Infinity` for no limit. */
  readonly maxAttempts: number;
  readonly firstDelayMs: number;
  readonly maxDelayMs: number;
  /** No attempt begins later than so long after the first one. Left out: no limit. */
  readonly maxElapsedMs?: number;
  /** A `Retry-After` is honoured up to this. Left out: `maxDelayMs`. */
  readonly maxRetryAfterMs?: number;
}

/** Nothing is lost while the sink waits, and the source waits with it: so it may wait for as long as it takes. */
export const DEFAULT_RETRY_POLICY: RetryPolicy = {
  maxAttempts: Infinity,
  firstDelayMs: 100,
  maxDelayMs: 20_000,
  maxRetryAfterMs: 120_000,
};

export interface RetryOptions {
  readonly policy: RetryPolicy;
  readonly clock: Clock;
  /** From 0 to 1: the jitter. */
  readonly random: () => number;
  readonly waits: WaitBoard;
  /** Left out where somebody watches, and is told of the failure within seconds. */
  readonly troubles?: TroubleLog;
  /**
   * Called when the credentials have expired, before the next attempt; false when there are no others, which ends
   * it. Left out: there are no others.
   */
  readonly renewCredentials?: () => Promise<boolean>;
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
  return async (what, signal, action) => {
    const beganMs = options.clock.nowMs();
    let row: Row | undefined;
    let outcome: 'recovered' | 'failed' = 'failed';
    try {
      for (let attempt = 1; ; attempt++) {
        try {
          const result = await action(attempt);
          outcome = 'recovered';
          return result;
        } catch (error) {
          const problem = problemOf(error);
          if (signal.aborted || problem.kind !== 'transient') throw error;
          row ??= new Row(what, options);
          row.add(problem, attempt + 1);
          const waitMs = waitBefore(options.policy, problem, attempt, options.random());
          if (row.isTooLong || isUsedUp(options, attempt, beganMs, waitMs)) throw error;
          if (problem.class === 'credentials' && (await options.renewCredentials?.()) !== true) throw error;
          row.tell();
          await sleep(options.clock, waitMs, signal);
        }
      }
    } finally {
      row?.end(outcome);
    }
  };
}

/** The failures of one request, one after another, as they are shown. */
class Row {
  readonly #what: string;
  readonly #options: RetryOptions;
  readonly #sinceMs: number;
  readonly #since: Date;
  #wait: Wait | undefined;
  #trouble: Trouble | undefined;
  #problem: S3Problem | undefined;
  #nextAttempt = 1;
  /** How often the newest problem has come without another one between. */
  #inARow = 0;

  constructor(what: string, options: RetryOptions) {
    this.#what = what;
    this.#options = options;
    this.#sinceMs = options.clock.nowMs();
    this.#since = options.clock.wall();
  }

  add(problem: S3Problem, nextAttempt: number): void {
    this.#inARow = problem.code === this.#problem?.code ? this.#inARow + 1 : 1;
    this.#problem = problem;
    this.#nextAttempt = nextAttempt;
  }

  get isTooLong(): boolean {
    return this.#problem !== undefined && this.#inARow > this.#problem.maxInARow;
  }

  /** Shows what is waited for, on the live line and in the log. */
  tell(): void {
    const { waits, troubles } = this.#options;
    if (this.#wait === undefined) this.#wait = waits.begin(() => this.#text());
    else this.#wait.changed();
    this.#trouble ??= troubles?.begin();
    this.#trouble?.waits(this.#text());
  }

  end(outcome: 'recovered' | 'failed'): void {
    this.#wait?.end();
    this.#trouble?.end(outcome);
  }

  #text(): string {
    const { clock } = this.#options;
    const words = this.#problem?.words ?? '';
    const since = timeText(this.#since, clock.wall());
    const elapsed = elapsedText(clock.nowMs() - this.#sinceMs);
    return `${this.#what}: ${words}, attempt ${this.#nextAttempt}, since ${since} (${elapsed})`;
  }
}

function isUsedUp(
  { policy, clock }: RetryOptions,
  attempt: number,
  beganMs: number,
  waitMs: number,
): boolean {
  if (attempt >= policy.maxAttempts) return true;
  return clock.nowMs() + waitMs - beganMs > (policy.maxElapsedMs ?? Infinity);
}

/** The back-off, or what the server asks for when that is longer; then it is not sooner, and a little scattered. */
function waitBefore(policy: RetryPolicy, problem: S3Problem, attempt: number, random: number): number {
  const backOff = delayMs(policy, attempt, random);
  const asked = Math.min(problem.retryAfterMs ?? 0, policy.maxRetryAfterMs ?? policy.maxDelayMs);
  return asked <= backOff ? backOff : asked * (1 + random / 10);
}

/** Doubles, and half of it is random, so that many who failed together do not come back together. */
export function delayMs(policy: RetryPolicy, attempt: number, random: number): number {
  const full = Math.min(policy.maxDelayMs, policy.firstDelayMs * 2 ** (attempt - 1));
  return full / 2 + (full / 2) * random;
}
