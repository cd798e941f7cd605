import type { Value } from '../../../runtime/api.ts';

/**
 * The record of an object with the place of one event in it: `offset` and `line`. Most events are never asked for it, so it
 * is only put together, ten times as dear as the rest of the event, when somebody wants more than a field.
 */
export class PlacedRecord extends Map<string, Value> {
  readonly #base: ReadonlyMap<string, Value>;
  readonly #offset: number;
  readonly #line: number;
  #isBuilt = false;

  /** `base` must not change any more. */
  constructor(base: ReadonlyMap<string, Value>, offset: number, line: number) {
    super();
    this.#base = base;
    this.#offset = offset;
    this.#line = line;
  }

  override get(name: string): Value | undefined {
    if (this.#isBuilt) return super.get(name);
    if (name === 'offset') return this.#offset;
    return name === 'line' ? this.#line : this.#base.get(name);
  }

  override has(name: string): boolean {
    return this.get(name) !== undefined;
  }

  override get size(): number {
    this.#build();
    return super.size;
  }

  override set(name: string, value: Value): this {
    this.#build();
    return super.set(name, value);
  }

  override delete(name: string): boolean {
    this.#build();
    return super.delete(name);
  }

  override clear(): void {
    this.#isBuilt = true;
    super.clear();
  }

  override keys(): MapIterator<string> {
    this.#build();
    return super.keys();
  }

  override values(): MapIterator<Value> {
    this.#build();
    return super.values();
  }

  override entries(): MapIterator<[string, Value]> {
    this.#build();
    return super.entries();
  }

  override [Symbol.iterator](): MapIterator<[string, Value]> {
    return this.entries();
  }

  override forEach(callback: (value: Value, name: string, record: Map<string, Value>) => void): void {
    this.#build();
    super.forEach(callback);
  }

  #build(): void {
    if (this.#isBuilt) return;
    this.#isBuilt = true;
    for (const [name, value] of this.#base) super.set(name, value);
    super.set('offset', this.#offset).set('line', this.#line);
  }
}
