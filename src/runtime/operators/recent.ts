/** A map of bounded size: beyond it, what was not asked for the longest is forgotten. */
export class Recent<V> {
  readonly #entries = new Map<string, V>();

  get(key: string): V | undefined {
    const found = this.#entries.get(key);
    if (found === undefined) return undefined;
    // A map keeps the order in which keys were set: this one is the youngest now.
    this.#entries.delete(key);
    this.#entries.set(key, found);
    return found;
  }

  set(key: string, value: V, limit: number): void {
    this.#entries.set(key, value);
    while (this.#entries.size > limit) this.#entries.delete(this.#entries.keys().next().value!);
  }

  /** The oldest first. */
  get entries(): Iterable<readonly [string, V]> {
    return this.#entries;
  }
}
