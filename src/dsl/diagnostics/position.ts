import type { Source } from './diagnostic.ts';

/** Where an offset is, counted from 1; columns in UTF-16 units, as editors count. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** The lines of a source: finds the line of an offset and gives its text. */
export class LineTable {
  readonly #text: string;
  readonly #starts: number[] = [0];

  constructor(source: Source) {
    this.#text = source.text;
    for (let at = source.text.indexOf('\n'); at >= 0; at = source.text.indexOf('\n', at + 1)) {
      this.#starts.push(at + 1);
    }
  }

  /** Offsets outside of the text count as its nearest end. */
  position(offset: number): Position {
    const inside = Math.min(Math.max(offset, 0), this.#text.length);
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#starts[middle]! <= inside) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: inside - this.#starts[low]! + 1 };
  }

  /** The text of line `line` without its line break. */
  text(line: number): string {
    const start = this.#starts[line - 1]!;
    const next = this.#starts[line];
    const text = next === undefined ? this.#text.slice(start) : this.#text.slice(start, next - 1);
    return text.endsWith('\r') ? text.slice(0, -1) : text;
  }
}

/** `flows/orders.flow:41:27`. For several places in one text, a {@link LineTable} is faster. */
export function place(source: Source, offset: number): string {
  const { line, column } = new LineTable(source).position(offset);
  return `${source.name}:${line}:${column}`;
}
