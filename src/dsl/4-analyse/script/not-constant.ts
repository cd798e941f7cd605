import type { Span } from '../../diagnostics/diagnostic.ts';
import type { Analysis } from './analysis.ts';

/** Reports something in a constant that only an event has. Always false: it cannot be read. */
export function notConstant(analysis: Analysis, what: string, span: Span): boolean {
  analysis.error({
    code: 'FR506',
    title: `${what} is not known before the flow runs`,
    span,
    label: 'a constant is needed here',
    help:
      analysis.params.length > 0
        ? ['literals, constants and `args` are known']
        : ['literals and constants are known'],
  });
  return false;
}
