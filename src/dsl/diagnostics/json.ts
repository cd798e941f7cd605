import type { Diagnostic, Label, Severity, Source } from './diagnostic.ts';
import { LineTable } from './position.ts';
import { inOrder } from './render.ts';

/** A place for tools: lines and columns from 1, columns in UTF-16 units, the end exclusive. */
export interface JsonPlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

export interface JsonDiagnostic extends JsonPlace {
  readonly code: string;
  readonly severity: Severity;
  readonly title: string;
  /** The primary label first. */
  readonly labels: readonly (JsonPlace & { readonly text: string })[];
  readonly help: readonly string[];
  readonly notes: readonly string[];
}

/** What `--json` prints: the same diagnostics in the same order as the frames. */
export function toJson(diagnostics: readonly Diagnostic[]): readonly JsonDiagnostic[] {
  const tables = new Map<Source, LineTable>();
  const placeOf = ({ source, span }: Label): JsonPlace => {
    const lines = tables.get(source) ?? new LineTable(source);
    tables.set(source, lines);
    const start = lines.position(span.start);
    const end = lines.position(span.end);
    return {
      file: source.name,
      line: start.line,
      column: start.column,
      endLine: end.line,
      endColumn: end.column,
    };
  };
  return inOrder(diagnostics).map((each) => ({
    ...placeOf(each.primary),
    code: each.code,
    severity: each.severity,
    title: each.title,
    labels: [each.primary, ...each.context].map((label) => ({ ...placeOf(label), text: label.text })),
    help: each.help,
    notes: each.notes,
  }));
}
