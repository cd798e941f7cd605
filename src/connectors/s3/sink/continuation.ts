import type { Base, ContinuationState } from './checkpoint/state.ts';

/**
 * That an object goes on from what its key holds already. What that is, its _base_, is not looked for before it is
 * needed: until then the object knows nothing but its own bytes.
 */
export class Continuation {
  /** It goes on from this object only; null: from whatever is there. */
  readonly only: Base | null;
  #base: Base | null | undefined;

  /** `state`: as an earlier run captured it. */
  constructor({ only, base }: ContinuationState) {
    this.only = only;
    this.#base = base;
  }

  /** Are the bytes of the base in the first parts, and in front of the buffer? */
  get isLoaded(): boolean {
    return this.#base !== undefined;
  }

  /** Null when nothing was there; undefined before it is loaded. */
  get base(): Base | null | undefined {
    return this.#base;
  }

  loaded(base: Base | null): void {
    this.#base = base;
  }

  capture(): ContinuationState {
    const { only } = this;
    return this.#base === undefined ? { only } : { only, base: this.#base };
  }
}

export function isSameBase(a: Base | null, b: Base | null): boolean {
  return a?.etag === b?.etag && a?.bytes === b?.bytes;
}
