import type { Batch, Logger } from '../api.ts';
import { FlowFailure } from '../api.ts';
import { findField } from '../value/path.ts';
import { displayText } from '../value/text.ts';

/** What happens to an error event that no `connect` takes. */
export type OnError = 'continue' | 'stop';

const LOG_EVERY_MS = 1_000;

/**
 * Error events that arrive at an `err` port which nothing is connected to: each is counted, the newest is logged at
 * most once a second, and under `--on-error stop` the first one ends the flow.
 */
export class UnhandledErrors {
  readonly #logger: Logger;
  readonly #onError: OnError;
  readonly #fail: (error: Error) => void;
  #total = 0;
  #unlogged = 0;
  #newest = '';
  #timer: NodeJS.Timeout | null = null;

  constructor(logger: Logger, onError: OnError, fail: (error: Error) => void) {
    this.#logger = logger;
    this.#onError = onError;
    this.#fail = fail;
  }

  /** How many there have been. */
  get total(): number {
    return this.#total;
  }

  /** Takes a batch of error events of `part` (`files3`, `s3pipe`). */
  report(part: string, batch: Batch): void {
    this.#total += batch.length;
    this.#unlogged += batch.length;
    const last = this.#onError === 'stop' ? 0 : batch.length - 1;
    this.#newest = `${part}: ${describe(batch, last)}`;
    if (this.#onError === 'stop') {
      this.#fail(
        new FlowFailure(`${this.#newest}; stopped because of --on-error stop`, {
          help: `connect the \`err\` port of \`${part}\` to keep such events and go on`,
        }),
      );
    } else if (this.#timer === null) {
      this.#log();
      this.#timer = setTimeout(() => {
        this.#timer = null;
        if (this.#unlogged > 0) this.#log();
      }, LOG_EVERY_MS);
      this.#timer.unref();
    }
  }

  /** Logs what is left to be logged. At the end of the flow. */
  close(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#unlogged > 0 && this.#onError === 'continue') this.#log();
  }

  #log(): void {
    const more = this.#unlogged > 1 ? ` (the newest of ${this.#unlogged})` : '';
    this.#unlogged = 0;
    this.#logger.warn(`${this.#newest}${more}`, { errors: this.#total });
  }
}

function describe(batch: Batch, index: number): string {
  const text = findField(batch.values[index]!, 'error');
  const offset = batch.offsets[index]!;
  const place = offset < 0 ? batch.origin.uri : `${batch.origin.uri} at byte ${offset}`;
  return `${text === undefined ? 'an event arrived on `err`' : displayText(text)} [${place}]`;
}
