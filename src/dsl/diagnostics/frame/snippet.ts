import type { Diagnostic, Label, Source } from '../diagnostic.ts';
import type { LineTable } from '../position.ts';
import { clipAround, clippedText, layOut, printable } from './display-line.ts';
import { markRows } from './marks.ts';
import type { Mark } from './marks.ts';
import type { Paint, Style } from './paint.ts';

/** The lines of one source that a diagnostic points into, with what is marked in them. */
export interface Snippet {
  readonly source: Source;
  readonly lines: LineTable;
  /** The first label's place, for the line above the snippet. */
  readonly at: { readonly line: number; readonly column: number };
  /** Marked pieces, UTF-16 offsets in the line, by line number. */
  readonly marked: ReadonlyMap<number, readonly Mark[]>;
}

export interface SnippetStyle {
  readonly gutter: number;
  readonly primary: Style;
  readonly maxWidth: number;
  readonly paint: Paint;
}

/** One snippet per source, that of the primary label first. */
export function snippetsOf(diagnostic: Diagnostic, linesOf: (source: Source) => LineTable): Snippet[] {
  const labels = [diagnostic.primary, ...diagnostic.context];
  const sources = [...new Set(labels.map((label) => label.source))];
  return sources.map((source) => {
    const own = labels.filter((label) => label.source === source);
    const lines = linesOf(source);
    const marked = new Map<number, Mark[]>();
    for (const label of own) {
      for (const [line, mark] of marksOf(
        { ...label, text: printable(label.text) },
        label === diagnostic.primary,
        lines,
      )) {
        marked.set(line, [...(marked.get(line) ?? []), mark]);
      }
    }
    return { source, lines, at: lines.position(own[0]!.span.start), marked };
  });
}

export function printSnippet(snippet: Snippet, style: SnippetStyle): string[] {
  const rows: string[] = [];
  let previous: number | undefined;
  for (const number of [...snippet.marked.keys()].sort((a, b) => a - b)) {
    // Dots stand for two lines or more; a single line takes no more room than they do.
    if (previous !== undefined && number === previous + 2) rows.push(sourceRow(snippet, previous + 1, style));
    if (previous !== undefined && number > previous + 2) rows.push(style.paint('context', '...'));
    rows.push(...markedLine(snippet, number, style));
    previous = number;
  }
  return rows;
}

/** What stands left of the bar: a line number or nothing. */
export function gutter(content: string, { gutter, paint }: SnippetStyle): string {
  return paint('context', `${content.padStart(gutter)} |`);
}

function sourceRow(snippet: Snippet, number: number, style: SnippetStyle): string {
  const line = layOut(snippet.lines.text(number));
  const text = clippedText(line, clipAround(line, 0, 0, style.maxWidth));
  return `${gutter(String(number), style)} ${text}`;
}

function markedLine(snippet: Snippet, number: number, style: SnippetStyle): string[] {
  const line = layOut(snippet.lines.text(number));
  const marks = snippet.marked.get(number)!.map((mark) => ({
    ...mark,
    start: line.columns[mark.start] ?? line.width,
    end: line.columns[mark.end] ?? line.width,
  }));
  const focus = marks.find((mark) => mark.isPrimary) ?? marks[0]!;
  const from = Math.min(...marks.map((mark) => mark.start));
  const to = Math.max(...marks.map((mark) => mark.end));
  const fits = to - from <= style.maxWidth / 2;
  const clip = fits
    ? clipAround(line, from, to, style.maxWidth)
    : clipAround(line, focus.start, Math.min(focus.end, focus.start + style.maxWidth / 2), style.maxWidth);
  const inside = (column: number) => Math.min(Math.max(column, clip.left), clip.right) - clip.left;
  const shown = marks.map((mark) => ({ ...mark, start: inside(mark.start), end: inside(mark.end) }));
  return [
    `${gutter(String(number), style)} ${clippedText(line, clip)}`,
    ...markRows(shown, style.primary, style.paint).map((row) => `${gutter('', style)} ${row}`),
  ];
}

/** A label on one line is one mark; of a longer one, the first and the last line are marked. */
function marksOf({ span, text }: Label, isPrimary: boolean, lines: LineTable): [number, Mark][] {
  const first = lines.position(span.start);
  const last = lines.position(Math.max(span.start, span.end));
  if (first.line === last.line) {
    return [[first.line, { start: first.column - 1, end: last.column - 1, isPrimary, text }]];
  }
  const firstText = lines.text(first.line);
  const lastText = lines.text(last.line);
  const indent = lastText.length - lastText.trimStart().length;
  return [
    [first.line, { start: first.column - 1, end: firstText.length, isPrimary, text: '' }],
    [last.line, { start: Math.min(indent, last.column - 1), end: last.column - 1, isPrimary, text }],
  ];
}
