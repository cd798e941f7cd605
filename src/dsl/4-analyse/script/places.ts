/** Which text to blame when a computation has no result. Phase 4 underlines it, phase 5 names its line and column. */
import { bug } from '../../../runtime/errors.ts';
import type { ValueProblem } from '../../../runtime/value/value-error.ts';
import type { BinaryExpression, PathExpression, PathSegment } from '../../3-ast/nodes.ts';
import type { Source, Span } from '../../diagnostics/diagnostic.ts';

export function placeOfBinary(node: BinaryExpression, problem: ValueProblem): Span {
  switch (problem) {
    case 'operand-kind':
      return node.operatorSpan;
    case 'zero-divisor':
    case 'shift-width':
      return node.right.span;
    default:
      return node.span;
  }
}

export function placeOfSegment(segment: PathSegment, problem?: ValueProblem): Span {
  switch (segment.kind) {
    case 'key':
      return segment.name.span;
    case 'index':
      return segment.index.span;
    case 'range':
      if (problem === 'range-start-kind') return segment.from.span;
      if (problem === 'range-end-kind') return segment.to.span;
      return { start: segment.from.span.start, end: segment.to.span.end };
    default:
      return bug('unknown segment');
  }
}

const LONGEST_SUBJECT = 40;

/** The path up to but not segment `index`, in back-quotes, as messages call it: `` `event.user` ``. */
export function subjectOf(source: Source, path: PathExpression, index: number): string {
  const end = index === 0 ? path.root.span.end : path.segments[index - 1]!.span.end;
  const text = source.text.slice(path.span.start, end).replace(/\s+/g, ' ');
  return `\`${text.length <= LONGEST_SUBJECT ? text : `${text.slice(0, LONGEST_SUBJECT)}…`}\``;
}
