/**
 * A regular expression, or another rule that users write as text, that has no meaning. Offsets are those of its text, in
 * UTF-16 units.
 */
export class RuleError extends Error {
  readonly start: number;
  readonly end: number;
  /** What to do, one line. */
  readonly help: string | undefined;
  /** What the text at that place is. */
  readonly label: string;

  constructor(message: string, start: number, end: number, help?: string, label = 'not valid here') {
    super(message);
    this.name = 'RuleError';
    this.start = start;
    this.end = end;
    this.help = help;
    this.label = label;
  }
}

/** A name in a rule that nothing has; whoever shows it may ask for the nearest that there is. */
export class UnknownNameError extends RuleError {
  readonly unknown: string;
  readonly known: readonly string[];

  constructor(
    what: string,
    unknown: string,
    known: readonly string[],
    start: number,
    end: number,
    help?: string,
  ) {
    super(`unknown ${what} \`${unknown}\``, start, end, help);
    this.name = 'UnknownNameError';
    this.unknown = unknown;
    this.known = known;
  }
}
