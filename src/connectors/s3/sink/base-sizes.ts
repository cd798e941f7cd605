import type { ObjectAddress } from '../client/object-store.ts';
import { findBase } from './load-base.ts';
import type { BaseAccess } from './load-base.ts';
import { placeOf } from './object-upload.ts';

export interface BaseSizesOptions {
  readonly access: BaseAccess;
  /** Takes over a task that never rejects. */
  readonly own: (task: Promise<void>) => void;
  readonly onFailure: (error: unknown, address: ObjectAddress) => void;
  /** A size is known now. */
  readonly onKnown: () => void;
}

/**
 * How large the objects are that are about to be continued: with `max_object_bytes` that decides, before the first event,
 * whether there is room in them.
 */
export class BaseSizes {
  readonly #options: BaseSizesOptions;
  /** Undefined while S3 is being asked. */
  readonly #sizes = new Map<string, number | undefined>();

  constructor(options: BaseSizesOptions) {
    this.#options = options;
  }

  /** 0 when nothing is there. Undefined when it is not known yet: `onKnown` is called when it is. */
  of(address: ObjectAddress): number | undefined {
    const place = placeOf(address);
    if (!this.#sizes.has(place)) {
      this.#sizes.set(place, undefined);
      this.#options.own(this.#look(address, place));
    }
    return this.#sizes.get(place);
  }

  /** From here on it may be another one. */
  forget(address: ObjectAddress): void {
    this.#sizes.delete(placeOf(address));
  }

  async #look(address: ObjectAddress, place: string): Promise<void> {
    const { access, onFailure, onKnown } = this.#options;
    try {
      const base = await findBase(address, access);
      this.#sizes.set(place, base?.bytes ?? 0);
    } catch (error) {
      onFailure(error, address);
    }
    onKnown();
  }
}
