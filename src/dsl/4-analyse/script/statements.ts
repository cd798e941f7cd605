import type { Expression } from '../../3-ast/nodes.ts';
import type { Span } from '../../diagnostics/diagnostic.ts';
import type { Analysis, Place } from './analysis.ts';

/** The expressions of a body, in order: of a script, a handler or a case. `opener` is what the body belongs to. */
export function visitStatements(
  analysis: Analysis,
  body: readonly Expression[],
  place: Place,
  opener: Span,
): void {
  if (body.length === 0) reportEmpty(analysis, opener);
  for (const expression of body) analysis.visit(expression, place);
  const stop = body.findIndex(({ kind }) => kind === 'emit' || kind === 'drop');
  if (stop < 0 || stop === body.length - 1) return;
  analysis.warning({
    code: 'FR754',
    title: 'a statement that never runs',
    span: firstLine(analysis, body[stop + 1]!.span),
    label: 'never reached',
    context: [analysis.label(body[stop]!.span, 'the script ends here')],
  });
}

/** What follows `script` or `=>` gives the result; without it there is none. */
export function reportEmpty(analysis: Analysis, opener: Span): void {
  analysis.error({
    code: 'FR516',
    title: 'a body without an expression',
    span: opener,
    label: 'what is the result?',
    help: [
      analysis.fn === null
        ? 'write what comes out, such as `event`, or `drop`'
        : 'write what the function gives back',
    ],
  });
}

/** As much of the text as is on its first line: enough to see what is meant. */
export function firstLine(analysis: Analysis, span: Span): Span {
  const lineBreak = analysis.textOf(span).search(/\r?\n/);
  return lineBreak < 0 ? span : { start: span.start, end: span.start + lineBreak };
}

/** Says false, and reports it, when statements have no place here. */
export function checkStatement(analysis: Analysis, span: Span, what: string, place: Place): boolean {
  const keyword = { start: span.start, end: span.start + what.length - 2 }; // `what` is the keyword in back-quotes
  const endsScript = what === '`emit`' || what === '`drop`';
  if (analysis.fn !== null && endsScript) {
    analysis.error({
      code: 'FR512',
      title: `${what} has no place in a function`,
      span: keyword,
      label: 'only in scripts',
      help: ['give a value back, and let the script decide by it'],
    });
    return false;
  }
  if (place === 'statement') return true;
  if (analysis.use === 'select') {
    analysis.error({
      code: 'FR512',
      title: `${what} has no place in a \`select\``,
      span: keyword,
      label: 'only in scripts',
      help: ['define a script, and select from it'],
    });
  } else if (place === 'constant') {
    analysis.error({
      code: 'FR512',
      title: `${what} has no place in a constant`,
      span: keyword,
      label: 'only in scripts',
    });
  } else {
    analysis.error({
      code: 'FR512',
      title: `${what} has no place inside an expression`,
      span: keyword,
      label: 'only as a statement',
      help: ['write it on its own, before; or in a `case` of a `match` or `for` that is a statement itself'],
    });
  }
  return false;
}
