import type { Paint, Style } from './paint.ts';

/** What is to be marked under one line: columns, end exclusive. */
export interface Mark {
  readonly start: number;
  readonly end: number;
  readonly isPrimary: boolean;
  /** May be empty: then only the underline is drawn. */
  readonly text: string;
}

/**
 * The rows below a source line: the underlines, with the text of the rightmost behind it, then the other texts from
 * right to left, each hanging from its own mark.
 *
 * ```
 * -----     ^^^^ no such port
 * |
 * the pipeline
 * ```
 */
export function markRows(marks: readonly Mark[], primaryStyle: Style, paint: Paint): string[] {
  const sorted = [...marks].sort((a, b) => a.start - b.start || a.end - b.end);
  const styleOf = (mark: Mark): Style => (mark.isPrimary ? primaryStyle : 'context');
  const underline = new Row();
  // The primary mark is drawn last: where two overlap, it is the one to be seen.
  for (const mark of [...sorted].sort((a, b) => Number(a.isPrimary) - Number(b.isPrimary))) {
    const width = Math.max(1, mark.end - mark.start);
    underline.put(mark.start, (mark.isPrimary ? '^' : '-').repeat(width), styleOf(mark));
  }
  const hanging = sorted.filter((mark) => mark.text !== '');
  const last = hanging.at(-1);
  if (last !== undefined && Math.max(last.end, last.start + 1) >= underline.width) {
    underline.put(underline.width + 1, last.text, styleOf(last));
    hanging.pop();
  }
  const rows = [underline];
  if (hanging.length > 0) rows.push(hangers(hanging, styleOf));
  for (let i = hanging.length - 1; i >= 0; i--) {
    const row = hangers(hanging.slice(0, i), styleOf);
    row.put(hanging[i]!.start, hanging[i]!.text, styleOf(hanging[i]!));
    rows.push(row);
  }
  return rows.map((row) => row.print(paint));
}

function hangers(marks: readonly Mark[], styleOf: (mark: Mark) => Style): Row {
  const row = new Row();
  for (const mark of marks) row.put(mark.start, '|', styleOf(mark));
  return row;
}

/** A line of styled characters that can be written over. */
class Row {
  readonly #characters: { text: string; style: Style }[] = [];

  get width(): number {
    return this.#characters.length;
  }

  put(column: number, text: string, style: Style): void {
    while (this.#characters.length < column) this.#characters.push({ text: ' ', style: 'plain' });
    let at = column;
    for (const character of text) this.#characters[at++] = { text: character, style };
  }

  print(paint: Paint): string {
    let printed = '';
    for (let i = 0; i < this.#characters.length;) {
      const { style } = this.#characters[i]!;
      let run = '';
      while (this.#characters[i]?.style === style) run += this.#characters[i++]!.text;
      printed += paint(style, run);
    }
    return printed;
  }
}
