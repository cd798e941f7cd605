import type { FlowFile } from './3-ast/nodes.ts';
import type { Diagnostic, Span } from './diagnostics/diagnostic.ts';
import type { Program } from './modules/program.ts';

interface Spanned {
  readonly span: Span;
}

/**
 * Leaves out what only follows from an earlier mistake. Where the text could not be read, what the phases say about
 * what is missing, unused or left over in it is about our reading of it, not about the text.
 */
export function withoutFollowUps(
  diagnostics: readonly Diagnostic[],
  program: Program,
): readonly Diagnostic[] {
  return program.files.reduce((left, { source, tree }) => {
    const isHere = (each: Diagnostic): boolean => each.primary.source === source;
    const unread = left.filter((each) => isHere(each) && /^FR[12]/.test(each.code));
    if (unread.length === 0) return left;
    return left.filter((each) => !isHere(each) || !followsFrom(unread, each, tree));
  }, diagnostics);
}

function followsFrom(unread: readonly Diagnostic[], each: Diagnostic, file: FlowFile): boolean {
  const at = startOf(each);
  const isBefore = (other: Diagnostic): boolean => other !== each && startOf(other) < at;
  switch (each.code) {
    case 'FR320':
      return true;
    case 'FR212':
      // With help, it is known to which statement it stands too close.
      return isEnd(each) && each.help.length === 0 && unread.some(isBefore);
    case 'FR203':
      return unread.some((other) => SWALLOWING.has(other.code) && isBefore(other));
    // Of an argument that could not be read nothing is left.
    case 'FR505':
    case 'FR568': {
      const end = endOfCall(each);
      return unread.some((other) => startOf(other) > at && startOf(other) < end);
    }
    case 'FR406':
    case 'FR410': {
      const reach = reachOfDefinition(file, at);
      return unread.some((other) => startOf(other) >= reach.start && startOf(other) < reach.end);
    }
    default:
      return each.code.startsWith('FR7');
  }
}

/** Where the call ends whose name is the primary place. */
function endOfCall({ primary: { source, span } }: Diagnostic): number {
  let depth = 0;
  for (let at = span.end; at < source.text.length; at++) {
    if (source.text[at] === '(') depth++;
    else if (source.text[at] === ')' && --depth <= 0) return at + 1;
  }
  return source.text.length;
}

/** What takes the text behind it along, an `end` included: what is not terminated, and what is nested too deep. */
const SWALLOWING: ReadonlySet<string> = new Set(['FR101', 'FR102', 'FR103', 'FR104', 'FR213']);

/** From the connector definition at `offset` to the next statement: settings that could not be read stand there. */
function reachOfDefinition({ items, span }: FlowFile, offset: number): Span {
  const statements = items.flatMap<Spanned>((item) =>
    item.kind === 'define-flow' ? [item, ...item.body] : [item],
  );
  const starts = statements.map((statement) => statement.span.start);
  return {
    start: Math.max(0, ...starts.filter((start) => start <= offset)),
    end: Math.min(span.end + 1, ...starts.filter((start) => start > offset)),
  };
}

/** A bracket too many is a mistake of its own, whatever else there is. */
function isEnd({ primary: { source, span } }: Diagnostic): boolean {
  return source.text.slice(span.start, span.end) === 'end';
}

function startOf({ primary }: Diagnostic): number {
  return primary.span.start;
}
