/** A regular expression, or another rule that users write as text, that has no meaning. Offsets are those of its text. */
export class RuleError extends Error {
  readonly start: number;
  readonly end: number;
  /** What to do, one line. */
  readonly help: string | undefined;

  constructor(message: string, start: number, end: number, help?: string) {
    super(message);
    this.name = 'RuleError';
    this.start = start;
    this.end = end;
    this.help = help;
  }
}
