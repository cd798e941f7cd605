import type { Barrier } from './barrier.ts';
import type { Captured } from '../value/captured.ts';
import type { Checkpoint } from './checkpoint.ts';
import type { Clock } from '../clock.ts';
import { step } from './steps.ts';
import type { StateStore } from './store.ts';

/** What was captured in one synchronous step, and what follows from it. */
export interface Cut {
  /** Resolves when every sink has made durable what it accepted before the cut, or given it as its state. */
  readonly complete: Promise<Checkpoint<Captured>>;
  /** The checkpoint is durable: sinks may complete what waited for it, sources may let go. */
  commit(): Promise<void>;
}

/** The flow, as checkpoints see it. */
export interface CheckpointedFlow {
  /** Between two batches; `isLast` when every sink has finished. Synchronous. */
  capture(isLast: boolean): Cut;
  /** Aborted when the flow has failed or is being ended by force: nothing is saved or committed any more. */
  readonly signal: AbortSignal;
  /** Waits for `work`, but not beyond that: then `ABORTED`. */
  race<T>(work: Promise<T>): Promise<T | typeof ABORTED>;
  fail(error: unknown): void;
}

export const ABORTED = Symbol('aborted');

/** How checkpoints are doing, for the status of a flow. */
export interface CheckpointStatus {
  /** Checkpoints that are durable, of this run. */
  readonly made: number;
  /** From the cut until it was durable, of the last one, milliseconds. */
  readonly lastDurationMs: number;
  /** For how long the flow stood still for the last cut, milliseconds. */
  readonly lastCaptureMs: number;
  /** The longest that the flow stood still for a cut, milliseconds. */
  readonly longestCaptureMs: number;
}

/**
 * Makes the checkpoints of a running flow, one at a time: when something has moved and the interval is over, and when
 * somebody asks.
 *
 * Invariant: durable first, then the commit; and after a failure neither.
 */
export class Checkpoints {
  readonly #flow: CheckpointedFlow;
  readonly #store: StateStore;
  readonly #barrier: Barrier;
  readonly #clock: Clock;
  readonly #intervalMs: number;
  #status: CheckpointStatus = { made: 0, lastDurationMs: 0, lastCaptureMs: 0, longestCaptureMs: 0 };
  /** Checkpoints are made on request: from the start of the flow until its last one. */
  #isOpen = false;
  #hasMoved = false;
  #isAsked = false;
  #running: Promise<void> | null = null;
  #cancelTimer: (() => void) | null = null;

  constructor(
    flow: CheckpointedFlow,
    store: StateStore,
    barrier: Barrier,
    options: { readonly clock: Clock; readonly intervalMs: number },
  ) {
    this.#flow = flow;
    this.#store = store;
    this.#barrier = barrier;
    this.#clock = options.clock;
    this.#intervalMs = options.intervalMs;
  }

  get status(): CheckpointStatus {
    return this.#status;
  }

  /**
   * Opens for requests. A flow that has no checkpoint yet (or has new connectors) makes one before the first event: what
   * a sink finds at its place is the beginning that a restart goes back to.
   */
  async start(isNew: boolean): Promise<void> {
    if (isNew) await this.#alone(this.#make());
    this.#isOpen = true;
    if (this.#isAsked) this.#request();
  }

  /** A batch has been accepted. */
  noteMoved(): void {
    this.#hasMoved = true;
    if (this.#cancelTimer !== null || !this.#isOpen) return;
    this.#cancelTimer = this.#clock.after(this.#intervalMs, () => {
      this.#cancelTimer = null;
      if (this.#hasMoved) this.#request();
    });
  }

  /** Somebody cannot go on without one. */
  soon(): void {
    this.#isAsked = true;
    if (this.#isOpen) this.#request();
  }

  /**
   * The last checkpoint, when every sink has finished. `isOver`: nothing is to go on from here, the next run starts from
   * the beginning.
   */
  async last(isOver: boolean): Promise<void> {
    await this.#close();
    await this.#alone(this.#make(true));
    if (isOver && !this.#flow.signal.aborted) await this.#alone(this.#store.remove());
  }

  /** Makes no more; resolves when the one that is being made has ended. */
  async end(): Promise<void> {
    await this.#close();
  }

  async #close(): Promise<void> {
    this.#isOpen = false;
    this.#stopTimer();
    await this.#running;
  }

  /** Work that nobody asked for. Whoever ends the flow by force waits for it; its failure is the caller's. */
  async #alone(work: Promise<void>): Promise<void> {
    this.#running = work.catch(() => undefined);
    try {
      await work;
    } finally {
      this.#running = null;
    }
  }

  /** One at a time: who asks meanwhile gets another one afterwards. */
  #request(): void {
    if (this.#running !== null) {
      this.#isAsked = true;
      return;
    }
    this.#running = this.#make()
      .catch((error: unknown) => this.#flow.fail(error))
      .finally(() => {
        this.#running = null;
        if (this.#isAsked && this.#isOpen && !this.#flow.signal.aborted) this.#request();
      });
  }

  async #make(isLast = false): Promise<void> {
    const cut = await this.#flow.race(this.#barrier.raise(() => this.#capture(isLast)));
    if (cut === ABORTED) return;
    const cutAtMs = this.#clock.nowMs();
    const checkpoint = await this.#flow.race(cut.complete);
    if (checkpoint === ABORTED || this.#flow.signal.aborted) return;
    step('checkpoint:complete');
    if (!(await this.#save(checkpoint))) return;
    const { made } = this.#status;
    this.#status = { ...this.#status, made: made + 1, lastDurationMs: this.#clock.nowMs() - cutAtMs };
    step('checkpoint:durable');
    if (this.#flow.signal.aborted || (await this.#flow.race(cut.commit())) === ABORTED) return;
    step('checkpoint:committed');
  }

  /** False when the flow was ended by force meanwhile. */
  async #save(checkpoint: Checkpoint<Captured>): Promise<boolean> {
    const { signal } = this.#flow;
    try {
      // Not raced: who ends the flow waits for what is being written, so that nobody else writes there meanwhile.
      await this.#store.save(checkpoint, signal);
      return true;
    } catch (error) {
      if (signal.aborted) return false;
      throw error;
    }
  }

  /** Captures everything; the barrier has brought everybody between two batches. */
  #capture(isLast: boolean): Cut {
    const startedMs = this.#clock.nowMs();
    this.#stopTimer();
    this.#hasMoved = false;
    this.#isAsked = false;
    const cut = this.#flow.capture(isLast);
    // After an end by force nobody looks at it any more.
    cut.complete.catch(() => undefined);
    step('checkpoint:captured');
    const lastCaptureMs = this.#clock.nowMs() - startedMs;
    const longestCaptureMs = Math.max(this.#status.longestCaptureMs, lastCaptureMs);
    this.#status = { ...this.#status, lastCaptureMs, longestCaptureMs };
    return cut;
  }

  #stopTimer(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = null;
  }
}
