import type { Diagnostic, Label, Source, Span } from '../diagnostics/diagnostic.ts';
import { error, label, warning } from '../diagnostics/report.ts';
import type { Report } from '../diagnostics/report.ts';

/** A report about the text that is being analysed. */
export type Finding = Omit<Report, 'source'>;

/**
 * What the checks of one file find.
 *
 * A file that did not parse as a whole has holes: what stood there may have been the very definition that a name
 * refers to. So inside of a damaged definition, names are given the benefit of the doubt (`isDamaged`).
 */
export class Findings {
  readonly source: Source;
  readonly #damage: readonly Span[];
  readonly #found: Diagnostic[] = [];

  /** `earlier` is what the phases before have reported. */
  constructor(source: Source, earlier: readonly Diagnostic[]) {
    this.source = source;
    this.#damage = earlier.filter((each) => each.severity === 'error').map((each) => each.primary.span);
  }

  error(finding: Finding): void {
    this.#found.push(error({ ...finding, source: this.source }));
  }

  warn(finding: Finding): void {
    this.#found.push(warning({ ...finding, source: this.source }));
  }

  /** Takes over what another analysis reported. */
  add(diagnostics: readonly Diagnostic[]): void {
    this.#found.push(...diagnostics);
  }

  /** A label at another place of the same text. */
  at(node: { readonly span: Span }, text: string): Label {
    return label(this.source, node.span, text);
  }

  /** Did an earlier phase find a mistake inside of this piece of text? */
  isDamaged(node: { readonly span: Span }): boolean {
    const { start, end } = node.span;
    return this.#damage.some((hole) => hole.start >= start && hole.start <= end);
  }

  get diagnostics(): readonly Diagnostic[] {
    return this.#found;
  }
}
