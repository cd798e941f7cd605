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
