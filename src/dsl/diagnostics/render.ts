import type { Diagnostic, Source } from './diagnostic.ts';
import { printable } from './frame/display-line.ts';
import { painter } from './frame/paint.ts';
import { gutter, printSnippet, snippetsOf } from './frame/snippet.ts';
import { LineTable } from './position.ts';

export interface RenderOptions {
  /** For a terminal. The text is the same without. */
  readonly colour: boolean;
  /** Source lines wider than this are clipped around what they are shown for. Default 120. */
  readonly maxWidth?: number;
}

/** Prints diagnostics as frames, errors first, and counts them at the end. Nothing for nothing. */
export function render(diagnostics: readonly Diagnostic[], options: RenderOptions): string {
  if (diagnostics.length === 0) return '';
  const tables = new Map<Source, LineTable>();
  const linesOf = (source: Source): LineTable => {
    const table = tables.get(source) ?? new LineTable(source);
    tables.set(source, table);
    return table;
  };
  const frames = inOrder(diagnostics).map((each) => frame(each, options, linesOf));
  const text = [...frames, count(diagnostics, options)].join('\n\n');
  return `${text.replace(/[ \t]+$/gm, '')}\n`;
}

/** Errors before warnings; within, by file as they came and by place. */
export function inOrder(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const sources = [...new Set(diagnostics.map((each) => each.primary.source))];
  const rank = (each: Diagnostic) => sources.indexOf(each.primary.source);
  return [...diagnostics].sort(
    (a, b) =>
      Number(a.severity === 'warning') - Number(b.severity === 'warning') ||
      rank(a) - rank(b) ||
      a.primary.span.start - b.primary.span.start,
  );
}

function frame(
  diagnostic: Diagnostic,
  options: RenderOptions,
  linesOf: (source: Source) => LineTable,
): string {
  const paint = painter(options.colour);
  const snippets = snippetsOf(diagnostic, linesOf);
  const lastLine = Math.max(...snippets.flatMap((snippet) => [...snippet.marked.keys()]));
  const width = String(lastLine).length;
  const style = { gutter: width, primary: diagnostic.severity, maxWidth: options.maxWidth ?? 120, paint };
  const bar = gutter('', style);
  const rows = [
    `${paint(diagnostic.severity, `${diagnostic.severity}[${diagnostic.code}]`)}${paint('strong', `: ${printable(diagnostic.title)}`)}`,
  ];
  snippets.forEach((snippet, index) => {
    const { line, column } = snippet.at;
    if (index > 0) rows.push(bar);
    const arrow = paint('context', `${' '.repeat(width)}${index === 0 ? '-->' : ':::'}`);
    rows.push(
      `${arrow} ${printable(snippet.source.name)}:${line}:${column}`,
      bar,
      ...printSnippet(snippet, style),
    );
  });
  rows.push(bar);
  const remark = (kind: string, text: string) =>
    `${' '.repeat(width + 1)}${paint('context', '=')} ${paint('strong', `${kind}:`)} ${printable(text)}`;
  rows.push(...diagnostic.help.map((text) => remark('help', text)));
  rows.push(...diagnostic.notes.map((text) => remark('note', text)));
  rows.push(remark('note', `\`flowrun explain ${diagnostic.code}\` tells more`));
  return rows.join('\n');
}

function count(diagnostics: readonly Diagnostic[], { colour }: RenderOptions): string {
  const errors = diagnostics.filter((each) => each.severity === 'error').length;
  const warnings = diagnostics.length - errors;
  const parts = [plural(errors, 'error'), plural(warnings, 'warning')].filter((part) => part !== '');
  return painter(colour)('strong', parts.join(', '));
}

function plural(count: number, noun: string): string {
  return count === 0 ? '' : `${count} ${noun}${count === 1 ? '' : 's'}`;
}
