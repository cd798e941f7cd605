import type { ObjectUpload } from './object-upload.ts';

/** An object that S3 has all parts of, and that a commit is to make visible. */
export interface SealedObject {
  readonly upload: ObjectUpload;
  readonly eventKey: string;
  readonly eventBucket: string | null;
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
  /** How many objects hold each place. */
  readonly #held = new Map<string, number>();

  get isEmpty(): boolean {
    return this.#waiting.size === 0;
  }

  /** The uploads that are not visible yet. */
  get uploads(): readonly ObjectUpload[] {
    return [...this.#waiting].map(({ upload }) => upload);
  }

  isHeld({ places }: ObjectUpload): boolean {
    return places.some((place) => this.#held.has(place));
  }

  add(object: SealedObject): void {
    this.#waiting.add(object);
    for (const place of object.upload.places) this.#held.set(place, (this.#held.get(place) ?? 0) + 1);
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

  /** Synchronous. */
  capture(): SealedCut {
    return { waiting: [...this.#waiting], published: [...this.#published] };
  }

  /** A checkpoint with this cut is durable. */
  forget({ published }: SealedCut): void {
    for (const object of published) {
      this.#published.delete(object);
      for (const place of object.upload.places) {
        const left = this.#held.get(place)! - 1;
        if (left === 0) this.#held.delete(place);
        else this.#held.set(place, left);
      }
    }
  }
}
