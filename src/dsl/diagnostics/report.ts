import type { Diagnostic, Label, Severity, Source, Span } from './diagnostic.ts';

/** What makes a diagnostic; what is left out is empty. */
export interface Report {
  readonly code: string;
  readonly title: string;
  readonly source: Source;
  /** The smallest wrong text. */
  readonly span: Span;
  /** The fact about that text. */
  readonly label?: string;
  readonly context?: readonly Label[];
  /** What to do. `undefined` entries are left out, so that `didYouMean(…)` can stand here as it is. */
  readonly help?: readonly (string | undefined)[];
  readonly notes?: readonly string[];
}

export function error(report: Report): Diagnostic {
  return diagnostic('error', report);
}

export function warning(report: Report): Diagnostic {
  return diagnostic('warning', report);
}

/** Another place that is involved: `label(source, first.span, 'first defined here')`. */
export function label(source: Source, span: Span, text: string): Label {
  return { source, span, text };
}

export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((each) => each.severity === 'error');
}

function diagnostic(severity: Severity, report: Report): Diagnostic {
  return {
    code: report.code,
    severity,
    title: report.title,
    primary: { source: report.source, span: report.span, text: report.label ?? '' },
    context: report.context ?? [],
    help: (report.help ?? []).filter((line) => line !== undefined),
    notes: report.notes ?? [],
  };
}
