/** What `flowrun explain FR312` and the generated page say about one code. */
export interface CodeEntry {
  /** `FR312`. Never changed, never given to another mistake. */
  readonly code: string;
  /** What is wrong, in general: lower case, no full stop. */
  readonly title: string;
  /** Why it is a mistake and what to do, in a few sentences of Markdown. */
  readonly why: string;
  /** For what only an event can show: one, as JSON, with which the script in `wrong` makes the mistake. */
  readonly event?: string;
  /** The shortest text that makes the mistake. */
  readonly wrong?: string;
  /** The same text put right. */
  readonly right?: string;
}
