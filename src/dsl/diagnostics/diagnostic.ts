/** A text and what it is called in messages. */
export interface Source {
  /** As the user wrote it: `flows/orders.flow`. */
  readonly name: string;
  readonly text: string;
}

/** A piece of a source text: UTF-16 offsets, end exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export type Severity = 'error' | 'warning';

/** A piece of text and what is to be said about it. */
export interface Label {
  readonly source: Source;
  readonly span: Span;
  /** The fact (primary) or why it matters (context). May be empty. */
  readonly text: string;
}

/** A mistake in the user's text: data, printed by one renderer (`render.ts`). */
export interface Diagnostic {
  /** `FR312`; listed in `codes/`. */
  readonly code: string;
  readonly severity: Severity;
  /** What is wrong: lower case, no full stop, names in back-quotes. */
  readonly title: string;
  /** The smallest wrong text. */
  readonly primary: Label;
  /** Other places that are involved. */
  readonly context: readonly Label[];
  /** What to do, each one line: "did you mean `codec`?". */
  readonly help: readonly string[];
  /** What else there is to know, each one line. */
  readonly notes: readonly string[];
}

/** What every phase returns. The value is there even when there are errors, as far as it could be made. */
export interface PhaseResult<T> {
  readonly value: T;
  readonly diagnostics: readonly Diagnostic[];
}
