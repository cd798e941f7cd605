import { tokenLabel } from 'chevrotain';
import type { IToken, TokenType } from 'chevrotain';
import { ForgivingParser } from './forgiving-parser.ts';

/** A part of a statement, by the word that it begins with. */
export interface Clause {
  readonly word: TokenType;
  readonly isRequired?: boolean;
  readonly parse: () => void;
}

/** What definitions and `select` share: clauses in an order of their own. */
export abstract class ClauseParser extends ForgivingParser {
  /**
   * The clauses of a statement, of which all may be missing that are not required. What stands in another order is
   * read all the same: the first that is out of its place is complained about.
   */
  protected clauses(order: string, clauses: readonly Clause[]): void {
    if (this.RECORDING_PHASE) return this.recordClauses(clauses);
    const found: IToken[] = [];
    const start = this.LA(1);
    let isInOrder = true;
    let next = this.clauseAhead(clauses);
    if (next === undefined) return this.requireClause(clauses);
    while (next !== undefined) {
      const at = clauses.indexOf(next);
      const other = found.find(({ tokenType }) => clauses.findIndex(({ word }) => word === tokenType) >= at);
      const token = this.LA(1);
      if (other !== undefined && isInOrder) {
        this.complain({ kind: 'order', token, other, order });
        isInOrder = false;
      }
      found.push(token);
      next.parse();
      next = this.clauseAhead(clauses);
    }
    const missing = clauses.filter(
      ({ word, isRequired }) => isRequired === true && !found.some((each) => each.tokenType === word),
    );
    if (missing.length === 0) return;
    if (missing[0]!.word === clauses[0]!.word) {
      const expected = tokenLabel(missing[0]!.word);
      this.complain({ kind: 'unexpected', token: start, expected, help: `the order is \`${order}\`` });
    } else this.requireClause(missing);
  }

  private clauseAhead(clauses: readonly Clause[]): Clause | undefined {
    return clauses.find(({ word }) => this.nextIs(word));
  }

  /** What stands here instead of it is left to chevrotain. */
  private requireClause(clauses: readonly Clause[]): void {
    clauses.find(({ isRequired }) => isRequired === true)?.parse();
  }

  private recordClauses(clauses: readonly Clause[]): void {
    for (const [index, { isRequired, parse }] of clauses.entries()) {
      if (isRequired === true) parse();
      else this.option(index, parse);
    }
  }
}
