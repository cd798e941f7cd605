import type { BodyBuffer } from './body-buffer.ts';
import type { ObjectAddress } from '../client/object-store.ts';
import type { EventKey } from './checkpoint/state.ts';
import type { ObjectUpload } from './object-upload.ts';
import { placeOf } from './object-upload.ts';
import type { OpenObject } from './open-object.ts';

/** An object that has all its events, and that a commit is to make visible. S3 has all its parts, unless it is parked. */
export interface SealedObject extends EventKey {
  readonly upload: ObjectUpload;
  /** A clean stop has ended it; which roll it is. */
  readonly stoppedRoll?: number;
  /** What is still to be sent: the cut begins to. Until then it can be taken back. */
  readonly parked?: ParkedObject;
}

export interface ParkedObject {
  readonly object: OpenObject;
  readonly buffer: BodyBuffer;
}

/** What a snapshot found. */
export interface SealedCut {
  /** The commit publishes them, the oldest first. */
  readonly waiting: readonly SealedObject[];
  /** Visible before the cut. */
  readonly published: readonly SealedObject[];
}

/**
 * Objects that become visible only when a durable checkpoint says that they are sealed.
 *
 * Their places (see `ObjectUpload.places`) are *held* until a checkpoint is durable that no longer has them: a restart from
 * one that has them looks whether the object is there, and must not find the next one of the same key. Whatever ends at a
 * held place is sealed, too.
 */
export class SealedObjects {
  readonly #waiting = new Set<SealedObject>();
  readonly #published = new Set<SealedObject>();
  /** Those that no cut has found yet, by the place of their own key. */
  readonly #parked = new Map<string, SealedObject>();
  /** How many objects hold each place. */
  readonly #held = new Map<string, number>();

  get isEmpty(): boolean {
    return this.#waiting.size === 0;
  }

  /** How many could be taken back. */
  get parkedCount(): number {
    return this.#parked.size;
  }

  /** The uploads that are not visible yet. */
  get uploads(): readonly ObjectUpload[] {
    return [...this.#waiting].map(({ upload }) => upload);
  }

  isHeld({ places }: ObjectUpload): boolean {
    return places.some((place) => this.#held.has(place));
  }

  /** Is an object of this very key still to become visible? */
  isWaitingAt(address: ObjectAddress): boolean {
    const place = placeOf(address);
    return [...this.#waiting].some(({ upload }) => placeOf(upload.address) === place);
  }

  add(object: SealedObject): void {
    this.#waiting.add(object);
    for (const place of object.upload.places) this.#held.set(place, (this.#held.get(place) ?? 0) + 1);
    if (object.parked !== undefined) this.#parked.set(placeOf(object.upload.address), object);
  }

  /** The object that is parked under this key, and may be taken back. */
  parkedAt(address: ObjectAddress): ParkedObject | undefined {
    return this.#parked.get(placeOf(address))?.parked;
  }

  /** It goes on as if it had not ended. */
  takeBack({ object }: ParkedObject): void {
    const place = placeOf(object.upload.address);
    const sealed = this.#parked.get(place);
    if (sealed === undefined) return;
    this.#parked.delete(place);
    this.#waiting.delete(sealed);
    this.#release(sealed);
  }

  /** An earlier run has sealed it; it is visible by now. */
  addPublished(object: SealedObject): void {
    this.add(object);
    this.published(object);
  }

  published(object: SealedObject): void {
    this.#waiting.delete(object);
    this.#published.add(object);
  }

  /** Synchronous. Nothing of it can be taken back. */
  capture(): SealedCut {
    this.#parked.clear();
    return { waiting: [...this.#waiting], published: [...this.#published] };
  }

  /** A checkpoint with this cut is durable. */
  forget({ published }: SealedCut): void {
    for (const object of published) {
      this.#published.delete(object);
      this.#release(object);
    }
  }

  #release({ upload }: SealedObject): void {
    for (const place of upload.places) {
      const left = this.#held.get(place)! - 1;
      if (left === 0) this.#held.delete(place);
      else this.#held.set(place, left);
    }
  }
}
