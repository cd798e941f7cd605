import type { Batch, ConnectorCounters, FinishReason, Json, OpenFile, Sink } from '../api.ts';
import { Batch as EventBatch } from '../batch.ts';
import { errorEvent } from '../error-event.ts';

/**
 * One sink at work: its writes one after another, whoever they come from, and what it refuses on its way to `err`.
 */
export class SinkRunner {
  readonly name: string;
  readonly #counters: ConnectorCounters;
  readonly #emitErrors: (batch: Batch) => void | Promise<void>;
  #sink: Sink | null = null;
  #refused: Batch | null = null;
  /** The last write that has not ended yet; writes queue up behind it. */
  #last: Promise<void> | null = null;
  #snapshots = 0;

  constructor(name: string, counters: ConnectorCounters, emitErrors: (batch: Batch) => void | Promise<void>) {
    this.name = name;
    this.#counters = counters;
    this.#emitErrors = emitErrors;
  }

  /** Before the first write. */
  attach(sink: Sink): void {
    this.#sink = sink;
  }

  /** The file that the sink writes, if it is one. */
  get file(): OpenFile | undefined {
    return this.#sink?.file;
  }

  /** `SinkContext.refuse`: only while a write is running. */
  readonly refuse = (batch: Batch, index: number, error: string): void => {
    this.#refused ??= new EventBatch(batch.origin, batch.ingestNs, batch.refusals + 1);
    const offset = batch.offsets[index]!;
    const event = errorEvent({
      error,
      event: batch.values[index]!,
      origin: { uri: batch.origin.uri, offset },
      source: this.name,
    });
    this.#counters.eventsOut--;
    this.#refused.push(event, batch.metas[index]!, offset);
  };

  /**
   * Hands a batch to the sink; returns nothing when the sink took it at once. The promise covers what the sink
   * refused, too: so a slow `err` path holds the source back like any other.
   */
  write(batch: Batch, port: string): void | Promise<void> {
    const run = (): void | Promise<void> => {
      this.#counters.eventsOut += batch.length;
      return this.#sink!.write(batch, port);
    };
    if (this.#last !== null) return this.#track(this.#last.then(run));
    const written = run();
    return written === undefined ? this.#passOnRefused() : this.#track(written);
  }

  /** Asks for the state at this moment, at which nothing is being written. */
  snapshot(): Promise<Json> {
    this.#snapshots++;
    return this.#sink?.snapshot() ?? Promise.resolve(null);
  }

  /** The last snapshot is durable. */
  async commit(): Promise<void> {
    await this.#sink?.commit?.();
  }

  /** How many snapshots contain only what is complete. After a commit. */
  settledSnapshots(): number {
    return this.#sink?.settledSnapshots?.() ?? this.#snapshots;
  }

  /** Completes the sink: after the last write. */
  async finish(reason: FinishReason): Promise<void> {
    await this.#last;
    await this.#sink?.finish(reason);
  }

  async close(): Promise<void> {
    await this.#sink?.close();
  }

  /**
   * Remembers `write` as the last one until it has ended. What was refused goes on only then, because its way may
   * lead back to this very sink.
   */
  #track(write: Promise<void>): Promise<void> {
    this.#last = write;
    const free = (): void => {
      if (this.#last === write) this.#last = null;
    };
    // Both outcomes free the sink; the failure itself is reported by the promise that is returned.
    write.then(free, free);
    return write.then(() => this.#passOnRefused());
  }

  #passOnRefused(): void | Promise<void> {
    const refused = this.#refused;
    if (refused === null) return undefined;
    this.#refused = null;
    return this.#emitErrors(refused);
  }
}
