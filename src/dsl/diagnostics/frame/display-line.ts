import stringWidth from 'string-width';

/** A source line as a terminal shows it: tabs expanded, wide characters two columns wide. */
export interface DisplayLine {
  /** What is shown, one grapheme (or one tab's blanks) each. */
  readonly cells: readonly Cell[];
  /** The column of each UTF-16 offset of the line, and of its end. */
  readonly columns: readonly number[];
  readonly width: number;
}

interface Cell {
  readonly text: string;
  readonly column: number;
  readonly width: number;
}

/** The part of a line that is shown, columns `left` to `right`; more than that is cut off with dots. */
export interface Clip {
  readonly left: number;
  readonly right: number;
}

const TAB_STOP = 4;
const DOTS = '...';
/** What stays visible before the first mark of a line that is clipped. */
const LEAD = 30;
/** Control and bidirectional characters could repaint the terminal or reorder what is read. */
const UNSAFE = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** Text for a terminal: what could do more than be read is replaced. */
export function printable(text: string): string {
  return text.replace(UNSAFE, '\ufffd');
}

export function layOut(text: string): DisplayLine {
  const cells: Cell[] = [];
  const columns: number[] = [];
  let column = 0;
  for (const { segment } of new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(text)) {
    const shown = display(segment, column);
    const width = stringWidth(shown);
    cells.push({ text: shown, column, width });
    for (let i = 0; i < segment.length; i++) columns.push(column);
    column += width;
  }
  columns.push(column);
  return { cells, columns, width: column };
}

/** The columns to show so that `from` to `to` are seen if they fit, otherwise `from` and what follows. */
export function clipAround(line: DisplayLine, from: number, to: number, maxWidth: number): Clip {
  if (line.width <= maxWidth) return { left: 0, right: line.width };
  if (to + DOTS.length <= maxWidth) return { left: 0, right: maxWidth };
  const lead = Math.max(DOTS.length, Math.min(LEAD, maxWidth - (to - from) - DOTS.length));
  const left = Math.max(0, Math.min(from - lead, line.width - maxWidth));
  return { left, right: Math.min(line.width, left + maxWidth) };
}

export function clippedText(line: DisplayLine, clip: Clip): string {
  const start = clip.left > 0 ? clip.left + DOTS.length : 0;
  const end = clip.right < line.width ? clip.right - DOTS.length : line.width;
  const inside = line.cells.filter((cell) => cell.column >= start && cell.column + cell.width <= end);
  // A wide character that the cut goes through leaves a column free.
  const gap = inside.length === 0 ? 0 : inside[0]!.column - start;
  const text = ' '.repeat(gap) + inside.map((cell) => cell.text).join('');
  return `${clip.left > 0 ? DOTS : ''}${text}${clip.right < line.width ? DOTS : ''}`;
}

function display(segment: string, column: number): string {
  if (segment === '\t') return ' '.repeat(TAB_STOP - (column % TAB_STOP));
  return printable(segment);
}
