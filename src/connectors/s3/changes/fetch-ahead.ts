import type { Change } from './change.ts';
import type { Verdict } from './verdict.ts';

/** One request for an object, or for a piece of it. */
export interface FetchTask<T> {
  /** What its result takes in memory. */
  readonly bytes: number;
  run(signal: AbortSignal): Promise<T>;
}

export interface FetchLimits {
  /** Results that are under way or not yet taken: so many … */
  readonly maxRequests: number;
  /** … with so many bytes together. A single one may be larger. */
  readonly maxBytes: number;
  readonly signal: AbortSignal;
}

export interface FetchAheadOptions<T> extends FetchLimits {
  /** What is to be fetched for a change, in this order; nothing for many a change. */
  tasksOf(change: Change): Iterable<FetchTask<T>>;
}

/** A verdict, with what was fetched for it. */
export interface FetchedVerdict<T> {
  readonly verdict: Verdict;
  readonly results: Results<T>;
}

/** The results for one verdict, in order. */
export interface Results<T> {
  /** Null when there are no more. The result that was given before is let go. */
  next(): Promise<T | null>;
  /** No more are wanted: what is under way is waited for and let go. */
  drop(): Promise<void>;
}

/** Pages of verdicts that may wait to be taken. */
const PAGES_AHEAD = 4;

/**
 * Passes verdicts on in their order, and fetches ahead what they need: many small objects at once, or many pieces of a
 * large one. What it holds is bounded, whoever takes it and however slowly.
 */
export async function* fetchAhead<T>(
  verdicts: AsyncIterable<readonly Verdict[]>,
  options: FetchAheadOptions<T>,
): AsyncGenerator<readonly FetchedVerdict<T>[]> {
  const ahead = new Ahead<T>(verdicts, options);
  try {
    for (let page = await ahead.next(); page !== null; page = await ahead.next()) yield page;
  } finally {
    ahead.end();
  }
}

/** Fetches the pieces of one object ahead. */
export function fetchAll<T>(tasks: Iterable<FetchTask<T>>, limits: FetchLimits): Results<T> {
  const window = new Window(limits.maxRequests, limits.maxBytes);
  const results = new Fetching<T>(window);
  const pump = async (): Promise<void> => {
    for (const task of tasks) {
      await window.enter(task.bytes);
      if (results.isDropped || limits.signal.aborted) break;
      results.start(task, limits.signal);
    }
    results.close();
  };
  // It cannot fail: what is fetched fails in its turn, in the hands of who takes it.
  void pump();
  return results;
}

class Ahead<T> {
  readonly #options: FetchAheadOptions<T>;
  readonly #window: Window;
  readonly #pages: (readonly FetchedVerdict<T>[])[] = [];
  #failure: { readonly error: unknown } | null = null;
  #isDone = false;
  #isOver = false;
  #wakeTaker: () => void = () => undefined;
  #wakePump: () => void = () => undefined;

  constructor(verdicts: AsyncIterable<readonly Verdict[]>, options: FetchAheadOptions<T>) {
    this.#options = options;
    this.#window = new Window(options.maxRequests, options.maxBytes);
    // The pump owns itself: how it ends is told to who takes the pages.
    void this.#pump(verdicts).then(
      () => this.#settle(null),
      (error: unknown) => this.#settle({ error }),
    );
  }

  async next(): Promise<readonly FetchedVerdict<T>[] | null> {
    for (;;) {
      const page = this.#pages.shift();
      this.#wakePump();
      if (page !== undefined) return page;
      if (this.#failure !== null) throw this.#failure.error;
      if (this.#isDone) return null;
      await new Promise<void>((resolve) => (this.#wakeTaker = resolve));
    }
  }

  end(): void {
    this.#isOver = true;
    this.#window.open();
    this.#wakePump();
  }

  async #pump(verdicts: AsyncIterable<readonly Verdict[]>): Promise<void> {
    for await (const page of verdicts) {
      let quiet: FetchedVerdict<T>[] = [];
      for (const verdict of page) {
        const tasks = verdict.change === null ? [] : this.#options.tasksOf(verdict.change);
        let results: Fetching<T> | null = null;
        for (const task of tasks) {
          if (results === null) {
            results = new Fetching<T>(this.#window);
            quiet.push({ verdict, results });
            await this.#push(quiet);
            quiet = [];
          }
          await this.#window.enter(task.bytes);
          if (this.#isOver) return;
          if (results.isDropped) {
            this.#window.leave(task.bytes);
            break;
          }
          results.start(task, this.#options.signal);
        }
        if (results === null) quiet.push({ verdict, results: NO_RESULTS });
        else results.close();
      }
      await this.#push(quiet);
      if (this.#isOver) return;
    }
  }

  /** Waits only when nothing that was pushed makes the taker wait for us. */
  async #push(page: readonly FetchedVerdict<T>[]): Promise<void> {
    if (page.length === 0) return;
    this.#pages.push(page);
    this.#wakeTaker();
    while (this.#pages.length > PAGES_AHEAD + this.#options.maxRequests && !this.#isOver) {
      await new Promise<void>((resolve) => (this.#wakePump = resolve));
    }
  }

  #settle(failure: { readonly error: unknown } | null): void {
    this.#failure = failure;
    this.#isDone = true;
    this.#wakeTaker();
  }
}

const NO_RESULTS: Results<never> = { next: async () => null, drop: async () => undefined };

/** How much is under way. One at a time waits to enter. */
class Window {
  readonly #maxRequests: number;
  readonly #maxBytes: number;
  #requests = 0;
  #bytes = 0;
  #isOpen = false;
  #wake: () => void = () => undefined;

  constructor(maxRequests: number, maxBytes: number) {
    this.#maxRequests = maxRequests;
    this.#maxBytes = maxBytes;
  }

  async enter(bytes: number): Promise<void> {
    while (!this.#hasRoom(bytes)) await new Promise<void>((resolve) => (this.#wake = resolve));
    this.#requests++;
    this.#bytes += bytes;
  }

  leave(bytes: number): void {
    this.#requests--;
    this.#bytes -= bytes;
    this.#wake();
  }

  /** Nobody waits any longer. */
  open(): void {
    this.#isOpen = true;
    this.#wake();
  }

  #hasRoom(bytes: number): boolean {
    if (this.#isOpen || this.#requests === 0) return true;
    return this.#requests < this.#maxRequests && this.#bytes + bytes <= this.#maxBytes;
  }
}

class Fetching<T> implements Results<T> {
  readonly #window: Window;
  readonly #started: { readonly result: Promise<T>; readonly bytes: number }[] = [];
  #heldBytes: number | null = null;
  #isClosed = false;
  #wake: () => void = () => undefined;
  isDropped = false;

  constructor(window: Window) {
    this.#window = window;
  }

  start(task: FetchTask<T>, signal: AbortSignal): void {
    const result = task.run(signal);
    // Looked at in its turn; or never, when an earlier one has failed.
    result.catch(() => undefined);
    this.#started.push({ result, bytes: task.bytes });
    this.#wake();
  }

  close(): void {
    this.#isClosed = true;
    this.#wake();
  }

  async next(): Promise<T | null> {
    this.#letGo();
    for (;;) {
      const started = this.#started.shift();
      if (started !== undefined) {
        this.#heldBytes = started.bytes;
        return started.result;
      }
      if (this.#isClosed) return null;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  async drop(): Promise<void> {
    this.isDropped = true;
    while ((await this.next().catch(() => undefined)) !== null);
  }

  #letGo(): void {
    if (this.#heldBytes !== null) this.#window.leave(this.#heldBytes);
    this.#heldBytes = null;
  }
}
