import type { ObjectAddress } from '../client/object-store.ts';

/** The uploads that a sink has open: two objects in a row may have the same key, and both be on their way. */
export class OwnUploads {
  readonly #ids = new Set<string>();
  readonly #beginning = new Map<string, number>();

  /** Does `create`, which gives the id of a new upload. */
  async beginning(address: ObjectAddress, create: () => Promise<string>): Promise<string> {
    const place = placeOf(address);
    this.#beginning.set(place, (this.#beginning.get(place) ?? 0) + 1);
    try {
      const id = await create();
      this.#ids.add(id);
      return id;
    } finally {
      const left = this.#beginning.get(place)! - 1;
      if (left === 0) this.#beginning.delete(place);
      else this.#beginning.set(place, left);
    }
  }

  /** The upload is complete or gone. */
  ended(id: string): void {
    this.#ids.delete(id);
  }

  has(id: string): boolean {
    return this.#ids.has(id);
  }

  /** Is there an upload of this key whose id is not known yet? */
  isBeginning(address: ObjectAddress): boolean {
    return this.#beginning.has(placeOf(address));
  }
}

function placeOf({ bucket, key }: ObjectAddress): string {
  return `${bucket}\0${key}`;
}
