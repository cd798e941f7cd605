/** Counts what is on its way, and lets others wait until there is less of it. */
export class Flights {
  #bytes = 0;
  #parts = 0;
  #objects = 0;
  #wake: (() => void)[] = [];
  readonly #onChange: () => void;

  /** `onChange` is called after each change. */
  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  /** The memory of all bodies on their way. */
  get bytes(): number {
    return this.#bytes;
  }

  get parts(): number {
    return this.#parts;
  }

  get objects(): number {
    return this.#objects;
  }

  get isEmpty(): boolean {
    return this.#parts === 0 && this.#objects === 0;
  }

  add(kind: 'part' | 'object', bytes: number): void {
    this.#count(kind, 1);
    this.#bytes += bytes;
  }

  remove(kind: 'part' | 'object', bytes: number): void {
    this.#count(kind, -1);
    this.#bytes -= bytes;
    this.notify();
  }

  /** Resolves at the next change. */
  changed(): Promise<void> {
    return new Promise((resolve) => this.#wake.push(resolve));
  }

  notify(): void {
    const waiting = this.#wake;
    this.#wake = [];
    for (const wake of waiting) wake();
    this.#onChange();
  }

  #count(kind: 'part' | 'object', by: number): void {
    if (kind === 'part') this.#parts += by;
    else this.#objects += by;
  }
}
