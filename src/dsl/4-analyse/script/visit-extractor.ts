import { RuleError, UnknownNameError } from '../../../runtime/regex/index.ts';
import { EXTRACTOR_NAMES, findExtractor } from '../../../runtime/extractors/index.ts';
import type { ExtractorDefinition } from '../../../runtime/extractors/index.ts';
import { readRule } from '../../1-lex/rules.ts';
import type { ExtractorPattern } from '../../3-ast/nodes.ts';
import type { Span } from '../../diagnostics/diagnostic.ts';
import { didYouMean, suggest } from '../../diagnostics/index.ts';
import type { Analysis } from './analysis.ts';

/** Is there such an extractor, and does it take this rule? */
export function visitExtractor(analysis: Analysis, pattern: ExtractorPattern): void {
  const { name } = pattern;
  const definition = findExtractor(name.text);
  if (definition === undefined) {
    analysis.error({
      code: 'FR572',
      title: `unknown extractor \`${name.text}\``,
      span: name.span,
      label: 'no extractor of that name',
      help: [suggest(name.text, EXTRACTOR_NAMES, 'extractors')],
    });
    return;
  }
  try {
    analysis.extractors.set(pattern, definition.compile(pattern.rule.text));
  } catch (error) {
    if (!(error instanceof RuleError)) throw error;
    reportRule(analysis, pattern, definition, error);
  }
}

function reportRule(
  analysis: Analysis,
  { rule }: ExtractorPattern,
  { name }: ExtractorDefinition,
  mistake: RuleError,
): void {
  analysis.error({
    code: 'FR571',
    title: `invalid rule of \`${name}\`: ${asWritten(mistake.message)}`,
    span: spanIn(analysis, rule.span, mistake),
    label: mistake.label,
    help: [helpOf(mistake)],
  });
}

function helpOf(mistake: RuleError): string | undefined {
  const meant = mistake instanceof UnknownNameError ? didYouMean(mistake.unknown, mistake.known) : undefined;
  return meant ?? (mistake.help === undefined ? undefined : asWritten(mistake.help));
}

/** In the source, a backslash of a rule is written twice. */
function asWritten(text: string): string {
  return text.replaceAll('\\', '\\\\');
}

/** Where a piece of the rule stands in the source: escapes and joined lines lie between. */
function spanIn(analysis: Analysis, rule: Span, { start, end }: RuleError): Span {
  const { offsets, ends } = readRule(analysis.textOf(rule));
  const [from, to] = [offsets[start], ends[end - 1]];
  // An empty rule is shown with its bars.
  if (from === undefined || to === undefined || to <= from) return rule;
  return { start: rule.start + from, end: rule.start + to };
}
