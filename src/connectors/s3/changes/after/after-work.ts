import { setMaxListeners } from 'node:events';
import { step } from '../../../../runtime/api.ts';
import type { Logger } from '../../../../runtime/api.ts';
import { problemOf } from '../../client/s3-problem.ts';
import type { Actor } from './act.ts';
import { NotDone, act } from './act.ts';
import type { FailedObjects } from './failed.ts';
import type { TakenJournal, TakenObject, TakenPosition } from './journal.ts';

export interface AfterWorkParts {
  readonly actor: Actor;
  readonly journal: TakenJournal;
  readonly failed: FailedObjects;
  /** So many objects at the same time. */
  readonly width: number;
  readonly logger: Logger;
  /** Of the source, for messages. */
  readonly name: string;
  /** Aborted when the flow is ended by force. */
  readonly signal: AbortSignal;
}

/**
 * Does with objects that have been read what is to be done, in the background: as far as `settle` has said that nobody needs
 * them any more. What is left when it is closed, the next run does.
 */
export class AfterWork {
  readonly #parts: AfterWorkParts;
  readonly #ending = new AbortController();
  readonly #end = (): void => this.#ending.abort(this.#parts.signal.reason);
  /** Objects up to this line may be worked on. */
  #limit = 0;
  /** Those that have failed before are to be tried again. */
  #isRetryDue = true;
  #running: Promise<void> | null = null;
  #failure: { readonly error: unknown } | null = null;
  /** What was said last, so that it is not said again with every poll. */
  #said = '';

  constructor(parts: AfterWorkParts) {
    this.#parts = parts;
    // Every object that is worked on listens; how many these are is bounded.
    setMaxListeners(0, this.#ending.signal);
    parts.signal.addEventListener('abort', this.#end, { once: true });
  }

  /** Part of the position of the source. */
  get position(): TakenPosition {
    return this.#parts.journal.position;
  }

  /** All of this object has been told. Synchronous. */
  take(object: TakenObject): void {
    this.#parts.journal.add(object);
  }

  relieve(): Promise<void> {
    return this.#parts.journal.relieve();
  }

  /** What was taken is durable when it resolves. Rejects with what has stopped the work. */
  async flush(): Promise<void> {
    this.#throwFailure();
    await this.#parts.journal.flush();
  }

  /** Between two polls: a good moment to look at old failures, and to put away what is done. */
  async beginPoll(number: number): Promise<void> {
    this.#isRetryDue = true;
    if (this.#running !== null || !(await this.#parts.journal.startAnew(number))) return;
    this.#limit = 0;
  }

  /** What was taken up to this position is needed by nobody any more. */
  settle(settled: TakenPosition | null): void {
    const { file } = this.#parts.journal.position;
    // A journal that was put away has nothing left.
    if (settled?.file === file) this.#limit = Math.max(this.#limit, settled.records);
    if (this.#running !== null || this.#failure !== null || !this.#hasWork()) return;
    this.#running = this.#work()
      .catch((error: unknown) => {
        if (!this.#ending.signal.aborted) this.#failure = { error };
      })
      .finally(() => {
        this.#running = null;
      });
  }

  /** Resolves when everything that may be worked on has been tried. */
  async drain(): Promise<void> {
    while (this.#running !== null) await this.#running;
    this.#throwFailure();
  }

  async close(): Promise<void> {
    this.#ending.abort(new Error('the flow ends'));
    this.#parts.signal.removeEventListener('abort', this.#end);
    await this.#running;
    await this.#parts.journal.close();
  }

  #hasWork(): boolean {
    const { journal, failed } = this.#parts;
    return journal.done < this.#limit || (this.#isRetryDue && failed.count > 0);
  }

  async #work(): Promise<void> {
    const { journal, failed } = this.#parts;
    while (this.#hasWork()) {
      const problems = new Problems();
      if (this.#isRetryDue) {
        this.#isRetryDue = false;
        if (failed.count > 0) await failed.retry((objects) => this.#attempt(objects, problems));
      }
      for await (const objects of journal.rest(this.#limit)) {
        // Kept before they are marked as done: a crash in between only means that they are tried twice.
        await failed.add(await this.#attempt(objects, problems));
        await journal.markDone(objects.length);
        step('after:marked');
      }
      this.#tell(problems);
    }
  }

  /** Gives those that have failed. */
  async #attempt(objects: readonly TakenObject[], problems: Problems): Promise<readonly TakenObject[]> {
    const { actor, width } = this.#parts;
    const { signal } = this.#ending;
    const failed: TakenObject[] = [];
    let next = 0;
    const worker = async (): Promise<void> => {
      for (let object = objects[next++]; object !== undefined; object = objects[next++]) {
        signal.throwIfAborted();
        try {
          await act(actor, object, signal);
          step('after:done');
        } catch (error) {
          signal.throwIfAborted();
          const words = error instanceof NotDone ? error.message : problemOf(error).words;
          problems.add(object.key, words);
          if (!(error instanceof NotDone)) failed.push(object);
        }
      }
    };
    const workers = Array.from({ length: Math.min(width, objects.length) }, worker);
    // All of them end before the failure is told: nothing goes on behind it.
    for (const result of await Promise.allSettled(workers)) {
      if (result.status === 'rejected') throw result.reason;
    }
    return failed;
  }

  #tell(problems: Problems): void {
    const { name, logger, actor, failed } = this.#parts;
    const text = problems.text(actor.action.kind);
    if (text === this.#said) return;
    this.#said = text;
    if (text !== '')
      logger.warn(`${name}: ${text}${failed.count > 0 ? '; it is tried again at the next poll' : ''}`);
  }

  #throwFailure(): void {
    if (this.#failure !== null) throw this.#failure.error;
  }
}

/** What went wrong with how many objects, and with which one first. */
class Problems {
  #count = 0;
  #first = '';

  add(key: string, words: string): void {
    if (this.#count++ === 0) this.#first = `\`${key}\`: ${words}`;
  }

  /** Empty when nothing did. */
  text(kind: 'delete' | 'tag' | 'move'): string {
    if (this.#count === 0) return '';
    const done = { delete: 'deleted', tag: 'tagged', move: 'moved' }[kind];
    const objects = this.#count === 1 ? 'an object' : `${this.#count.toLocaleString('en-US')} objects`;
    return `${objects} could not be ${done}, ${this.#count === 1 ? '' : 'such as '}${this.#first}`;
  }
}
