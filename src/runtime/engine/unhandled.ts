import type { Batch, Logger, Value } from '../api.ts';
import { FlowFailure } from '../api.ts';
import { findField } from '../value/path.ts';
import { displayText } from '../value/text.ts';

/** What happens to an error event that no `connect` takes. */
export type OnError = 'continue' | 'stop';

const LOG_EVERY_MS = 1_000;

/** So many different errors are told apart; of what comes after them the newest is logged as it comes. */
const MAX_KINDS = 10;

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
  #newestKind = '';
  #timer: NodeJS.Timeout | null = null;
  /** The kinds of errors (their texts), and whether each has been logged; a bounded number of them. */
  readonly #kinds = new Map<string, { count: number; isLogged: boolean }>();

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
    this.#countKinds(part, batch);
    const last = this.#onError === 'stop' ? 0 : batch.length - 1;
    this.#newestKind = `${part}: ${errorText(batch.values[last]!)}`;
    this.#newest = `${this.#newestKind} [${place(batch, last)}]`;
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
    if (this.#onError === 'stop') return;
    if (this.#unlogged > 0) this.#log();
    for (const [text, { count, isLogged }] of this.#kinds) {
      if (!isLogged) this.#logger.warn(`${text} (${count} ${count === 1 ? 'event' : 'events'})`);
    }
  }

  #countKinds(part: string, batch: Batch): void {
    for (const value of batch.values) {
      const text = `${part}: ${errorText(value)}`;
      const kind = this.#kinds.get(text);
      if (kind !== undefined) kind.count++;
      else if (this.#kinds.size < MAX_KINDS) this.#kinds.set(text, { count: 1, isLogged: false });
    }
  }

  #log(): void {
    const kind = this.#kinds.get(this.#newestKind);
    if (kind !== undefined) kind.isLogged = true;
    const more = this.#unlogged > 1 ? ` (the newest of ${this.#unlogged})` : '';
    this.#unlogged = 0;
    this.#logger.warn(`${this.#newest}${more}`, { errors: this.#total });
  }
}

function errorText(value: Value): string {
  const text = findField(value, 'error');
  return text === undefined ? 'an event arrived on `err`' : displayText(text);
}

function place(batch: Batch, index: number): string {
  const offset = batch.offsets[index]!;
  return offset < 0 ? batch.origin.uri : `${batch.origin.uri} at byte ${offset}`;
}
