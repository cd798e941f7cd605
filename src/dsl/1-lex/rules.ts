import type { IToken } from 'chevrotain';
import { error } from '../diagnostics/report.ts';
import type { Diagnostic, Source, Span } from '../diagnostics/diagnostic.ts';
import { spanOf } from './spans.ts';

/** The text between the bars of an extractor. */
export interface Rule {
  /** Escapes resolved, lines joined. */
  readonly text: string;
  /** Where each UTF-16 unit of `text` stands in the image. */
  readonly offsets: readonly number[];
  /** Where each of them ends there. */
  readonly ends: readonly number[];
}

/** A line of a rule: rules that go on behind a backslash at the end of a line have several. */
interface RuleLine {
  text: string;
  readonly offsets: number[];
  readonly ends: number[];
}

/**
 * Reads `|…|`: `\\` is a backslash, `\|` a bar, and a backslash at the end of a line joins the next one to it; the
 * blanks that all lines begin with are left out then. An escape that there is not stands for itself.
 */
export function readRule(image: string): Rule {
  const lines: RuleLine[] = [{ text: '', offsets: [], ends: [] }];
  for (const [offset, piece] of piecesOf(image)) {
    if (/^\\\r?\n$/.test(piece)) {
      lines.push({ text: '', offsets: [], ends: [] });
      continue;
    }
    const line = lines.at(-1)!;
    const text = piece === '\\\\' || piece === '\\|' ? piece.charAt(1) : piece;
    const isEscape = text !== piece;
    for (let i = 0; i < text.length; i++) {
      line.offsets.push(offset + i);
      line.ends.push(offset + (isEscape ? piece.length : i + 1));
    }
    line.text += text;
  }
  const indent = commonIndent(lines);
  return {
    text: lines.map(({ text }) => text.slice(indent)).join(''),
    offsets: lines.flatMap(({ offsets }) => offsets.slice(indent)),
    ends: lines.flatMap(({ ends }) => ends.slice(indent)),
  };
}

/** The text of a rule as it is written, with its bars. */
export function writeRule(text: string): string {
  return `|${text.replace(/[\\|]/g, '\\$&')}|`;
}

/** Escapes and runs of plain text, with their offsets in the image. */
function* piecesOf(image: string): Generator<readonly [offset: number, piece: string]> {
  for (const match of image.slice(1, -1).matchAll(/\\(?:\r?\n|[^\r\n])|[^\\]+|\\/gu)) {
    yield [match.index + 1, match[0]];
  }
}

/** Lines without text have no say. */
function commonIndent(lines: readonly RuleLine[]): number {
  if (lines.length === 1) return 0;
  const written = lines.filter(({ text }) => text !== '');
  const indents = written.map(({ text }) => text.length - text.trimStart().length);
  return indents.length === 0 ? 0 : Math.min(...indents);
}

/** Backslashes in a rule that escape nothing. */
export function ruleEscapes(source: Source, token: IToken): Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const [offset, piece] of piecesOf(token.image)) {
    if (!/^\\(?![\\|\r\n])/.test(piece)) continue;
    const start = token.startOffset + offset;
    const span: Span = { start, end: start + piece.length };
    found.push(
      error({
        code: 'FR106',
        title: `unknown escape \`${piece}\``,
        source,
        span,
        label: 'no such escape in the rule of an extractor',
        help: [`a backslash of the rule is written twice: \`\\${piece}\``],
      }),
    );
  }
  return found;
}

export function brokenExtractor(source: Source, name: IToken, rule: IToken): Diagnostic {
  return error({
    code: 'FR121',
    title: 'extractor is not terminated',
    source,
    span: { start: name.startOffset, end: spanOf(rule).end },
    label: 'no closing `|` on this line',
    help: ['a `|` in the rule itself is written `\\|`'],
  });
}
