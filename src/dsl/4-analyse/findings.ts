import type { Diagnostic, Label, Source, Span } from '../diagnostics/diagnostic.ts';
import { error, hasErrors, label, warning } from '../diagnostics/report.ts';
import type { Report } from '../diagnostics/report.ts';
import { Variables } from '../variables.ts';

interface Statement {
  readonly kind: string;
  readonly span: Span;
}

/** What the views of all files have in common. */
interface Shared {
  readonly earlier: readonly Diagnostic[];
  readonly views: Map<Source, Findings>;
  readonly found: Diagnostic[];
  readonly reported: Set<object>;
  readonly variables: Variables;
}

function newShared(earlier: readonly Diagnostic[], variables: Variables): Shared {
  return { earlier, views: new Map(), found: [], reported: new Set(), variables };
}

/** Mistakes that are found before analysis and leave nothing unread: a module is missing, or leads in a circle. */
const LEAVES_WHOLE: ReadonlySet<string> = new Set(['FR340', 'FR341', 'FR342']);

/** A report about the text that is being analysed. */
export type Finding = Omit<Report, 'source'>;

/**
 * What the checks find: one list, and a view of it for each file (`of`), so that everybody reports about the text at
 * hand.
 *
 * A file that did not parse as a whole has holes: what stood there may have been the very definition that a name
 * refers to. So inside of a definition with holes, names are given the benefit of the doubt (`hasHoles`).
 */
export class Findings {
  readonly source: Source;
  readonly #damage: readonly Span[];
  readonly #shared: Shared;

  /** `earlier` is what the phases before have reported, of all files. */
  constructor(
    source: Source,
    earlier: readonly Diagnostic[],
    variables = new Variables({}),
    shared = newShared(earlier, variables),
  ) {
    this.source = source;
    this.#shared = shared;
    shared.views.set(source, this);
    this.#damage = earlier
      .filter(
        (each) => each.severity === 'error' && each.primary.source === source && !LEAVES_WHOLE.has(each.code),
      )
      .map((each) => each.primary.span);
  }

  /** The same findings, for what stands in another text. */
  of(source: Source): Findings {
    const { views, earlier, variables } = this.#shared;
    return views.get(source) ?? new Findings(source, earlier, variables, this.#shared);
  }

  /** What settings, defaults and constants may read of the environment. */
  get variables(): Variables {
    return this.#shared.variables;
  }

  error(finding: Finding): void {
    this.#shared.found.push(error({ ...finding, source: this.source }));
  }

  /** For a mistake that shows in several places and is put right in one: only the first place is reported. */
  errorOnce(subject: object, finding: Finding): void {
    if (this.#shared.reported.has(subject)) return;
    this.#shared.reported.add(subject);
    this.error(finding);
  }

  warn(finding: Finding): void {
    this.#shared.found.push(warning({ ...finding, source: this.source }));
  }

  /** Takes over what another analysis reported. */
  add(diagnostics: readonly Diagnostic[]): void {
    this.#shared.found.push(...diagnostics);
  }

  /** A label at another place of the same text. */
  at(node: { readonly span: Span }, text: string): Label {
    return label(this.source, node.span, text);
  }

  /** Did everything parse? If not, what seems to be missing or unused may be there, unread. */
  get isWhole(): boolean {
    return this.#damage.length === 0;
  }

  /** Did an earlier phase find a mistake inside of this piece of text? */
  isDamaged(node: { readonly span: Span }): boolean {
    return this.#damage.some((hole) => isInside(hole, node.span));
  }

  /** As above, but a mistake inside of a definition that stands in `body` leaves the names of the body whole. */
  hasHoles(node: { readonly span: Span; readonly body: readonly Statement[] }): boolean {
    const whole = node.body.filter((statement) => statement.kind.startsWith('define-'));
    return this.#damage.some(
      (hole) => isInside(hole, node.span) && !whole.some(({ span }) => isInside(hole, span)),
    );
  }

  /** Has anything been found, in any file, by any phase up to now, that keeps the text from being run? */
  get hasErrors(): boolean {
    return hasErrors(this.#shared.earlier) || hasErrors(this.#shared.found);
  }

  get diagnostics(): readonly Diagnostic[] {
    return this.#shared.found;
  }
}

function isInside(hole: Span, span: Span): boolean {
  return hole.start >= span.start && hole.start <= span.end;
}
