import type { Fault, FaultScript, Rule } from './script.ts';

export interface DueFault {
  /** Which rule of the script, from 0. */
  readonly rule: number;
  readonly fault: Fault;
}

/** Counts requests against the rules of a script. */
export class RuleBook {
  readonly #rules: readonly { readonly rule: Rule; matched: number; happened: number }[];

  constructor(script: FaultScript) {
    this.#rules = script.map((rule) => ({ rule, matched: 0, happened: 0 }));
  }

  /** What shall happen to this request. To be asked once for each, in order of arrival. */
  next(operation: string, url: string): DueFault | undefined {
    let due: DueFault | undefined;
    for (const [index, entry] of this.#rules.entries()) {
      if (!isMeant(entry.rule, operation, url)) continue;
      const { skip = 0, every = 1, times = 1, fault } = entry.rule;
      entry.matched++;
      const isTurn = entry.matched > skip && (entry.matched - skip - 1) % every === 0;
      // A rule that comes too late for this request has not happened, and gets its turn with another one.
      if (due !== undefined || !isTurn || (times !== 'always' && entry.happened >= times)) continue;
      entry.happened++;
      due = { rule: index, fault };
    }
    return due;
  }
}

function isMeant({ on, url: part }: Rule, operation: string, url: string): boolean {
  const isOperation =
    on === undefined || (typeof on === 'string' ? on === operation : on.includes(operation));
  return isOperation && (part === undefined || url.includes(part));
}
