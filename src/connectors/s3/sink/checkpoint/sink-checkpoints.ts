import type { BodyBuffer } from '../body-buffer.ts';
import type { Launcher } from '../launcher.ts';
import type { OpenObject } from '../open-object.ts';
import type { SealedCut, SealedObject, SealedObjects } from '../sealed-objects.ts';
import type { Sealer } from '../sealer.ts';
import type { SinkMemory } from './sink-memory.ts';
import { filesOf } from './state.ts';
import type { OpenState, S3SinkState, SealedState, StoppedState } from './state.ts';

/** An object that gets events, and what it has that is in no part. */
export interface Unfinished {
  readonly object: OpenObject;
  readonly buffer: BodyBuffer;
}

/** What was captured. */
interface Captured {
  readonly sealed: SealedCut;
  readonly files: readonly string[];
}

/** The sink's side of checkpoints: what one holds, and what follows when it is durable. */
export class SinkCheckpoints {
  readonly #memory: SinkMemory;
  readonly #launcher: Launcher;
  readonly #sealed: SealedObjects;
  readonly #sealer: Sealer;
  /** The last capture, if its checkpoint is not durable yet. */
  #captured: Captured | null = null;
  #isUncommitted = false;

  constructor(memory: SinkMemory, launcher: Launcher, sealed: SealedObjects, sealer: Sealer) {
    this.#memory = memory;
    this.#launcher = launcher;
    this.#sealed = sealed;
    this.#sealer = sealer;
  }

  /** A cut has been made whose commit is still to come. */
  get isUncommitted(): boolean {
    return this.#isUncommitted;
  }

  /**
   * Captures synchronously. Resolves when all objects that were being completed are visible, all parts that were on
   * their way are in S3, and everything else is on disk or in the state.
   */
  capture(
    unfinished: readonly Unfinished[],
    { nowMs, stopped }: { readonly nowMs: number; readonly stopped: StoppedState | null },
  ): Promise<S3SinkState> {
    this.#isUncommitted = true;
    const sealed = this.#sealed.capture();
    const completed = this.#launcher.completed();
    const openStates = unfinished.map((each) => this.#captureOpen(each, nowMs));
    const sealedStates = sealed.waiting.map((each) => this.#captureSealed(each));
    const rolls = this.#memory.rolls.capture()();
    const { files } = this.#memory;
    return (async () => {
      const [open, waiting, rollState] = await Promise.all([
        Promise.all(openStates),
        Promise.all(sealedStates),
        rolls,
        completed,
      ]);
      const keptFiles = files.newest;
      const state = { version: 1, open, sealed: waiting, stopped, rolls: rollState, keptFiles } as const;
      this.#captured = { sealed, files: filesOf(state) };
      return state;
    })();
  }

  /** The checkpoint with the last capture is durable: makes visible what waited for it. */
  async commit(): Promise<void> {
    const captured = this.#captured;
    if (captured === null) return;
    this.#captured = null;
    this.#sealed.forget(captured.sealed);
    await Promise.all(
      captured.sealed.waiting.map(async (object) => {
        await this.#launcher.publish(object.upload);
        this.#sealed.published(object);
      }),
    );
    await this.#memory.files.committed(captured.files);
    this.#isUncommitted = false;
  }

  /** What is parked is sealed first. */
  async #captureSealed({
    upload,
    eventKey,
    eventBucket,
    stoppedRoll,
    parked,
  }: SealedObject): Promise<SealedState> {
    if (parked !== undefined) {
      const sealing = this.#sealer.seal(parked);
      this.#launcher.own(sealing.catch(() => undefined));
      await sealing;
    }
    return {
      ...(await upload.capture()()),
      eventKey,
      eventBucket,
      ...(stoppedRoll !== undefined && { stoppedRoll }),
    };
  }

  #captureOpen({ object, buffer }: Unfinished, nowMs: number): Promise<OpenState> {
    const upload = object.upload.capture();
    const tail = this.#memory.tails.capture(buffer);
    const rest = object.capture(nowMs);
    return (async () => {
      // Both are begun, whatever becomes of the other one.
      const [uploadState, tailState] = await Promise.all([upload(), tail()]);
      return { ...uploadState, ...rest, tail: tailState };
    })();
  }
}
