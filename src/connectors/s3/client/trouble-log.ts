import type { Logger } from '../../../runtime/api.ts';
import type { Clock } from '../clock.ts';
import { elapsedText } from './elapsed.ts';

/** Tells the log when requests have to be repeated, for those who do not look at the live line. */
export interface TroubleLog {
  /** A request has failed and will be made again. To be told how that ends. */
  begin(): Trouble;
}

export interface Trouble {
  /** It waits before its next attempt; `text` says for what. */
  waits(text: string): void;
  /** It has succeeded, or has failed for good (which others report). */
  end(outcome: 'recovered' | 'failed'): void;
}

/** A server that is gone makes every request wait: one warning a minute is enough to know. */
const QUIET_MS = 60_000;

export function createTroubleLog(logger: Logger, clock: Clock): TroubleLog {
  let open = 0;
  let warnedMs = -Infinity;
  /** When the first of the troubles began that are open now, or were together with one that is. */
  let sinceMs = 0;
  let isWarned = false;
  return {
    begin() {
      if (open === 0) sinceMs = clock.nowMs();
      open++;
      return {
        waits(text) {
          if (clock.nowMs() - warnedMs < QUIET_MS) return;
          warnedMs = clock.nowMs();
          isWarned = true;
          logger.warn(`S3 keeps us waiting: ${text}`);
        },
        end(outcome) {
          open--;
          if (open > 0) return;
          if (isWarned && outcome === 'recovered') {
            logger.info(
              `S3 has recovered after ${elapsedText(clock.nowMs() - sinceMs)}: nothing waits any longer`,
            );
          }
          isWarned = false;
        },
      };
    },
  };
}
