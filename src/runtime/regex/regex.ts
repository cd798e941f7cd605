import { RE2JS, RE2JSException, RE2JSSyntaxException } from 're2js';
import type { Matcher } from 're2js';
import { checkItemCount, checkTextLength, limited } from '../value/limits.ts';
import type { Replacement } from './replacement.ts';
import { RuleError } from './rule-error.ts';
import { translate } from './translate.ts';

/** What a named group has matched. */
export type NamedGroups = Map<string, string>;

/**
 * A regular expression of a user, in the syntax of Rust's: `(?P<name>…)`, `\w` in Unicode, no looking around. The
 * time that a match takes is linear in the text, whatever the pattern.
 */
export class Regex {
  /** The names of its groups, in their order. */
  readonly names: readonly string[];
  readonly #engine: RE2JS;
  readonly #matcher: Matcher;
  /** The numbers of `names`. */
  readonly #numbers: readonly number[];

  constructor(engine: RE2JS, groups: readonly (string | null)[]) {
    this.#engine = engine;
    this.#matcher = engine.matcher('');
    const named = [...groups.entries()].filter(([, name]) => name !== null);
    // The filter has left names only.
    this.names = named.map(([, name]) => name!);
    this.#numbers = named.map(([index]) => index + 1);
  }

  /** Does it match anywhere in the text? */
  test(text: string): boolean {
    return this.#engine.test(text);
  }

  /** Does it match the whole text? */
  testWhole(text: string): boolean {
    return this.#engine.testExact(text);
  }

  /** The named groups of the first match, those left out that took no part in it; undefined without a match. */
  find(text: string): NamedGroups | undefined {
    // Finding nothing costs a fraction of what finding groups does.
    if (!this.#engine.test(text)) return undefined;
    this.#matcher.resetMatcherInput(text).find();
    return this.#groups();
  }

  /** The named groups when the whole text matches. */
  findWhole(text: string): NamedGroups | undefined {
    if (!this.#engine.testExact(text)) return undefined;
    this.#matcher.resetMatcherInput(text).matches();
    return this.#groups();
  }

  /** The named groups of every match, by name: each time that one took part. */
  findAll(text: string): Map<string, string[]> {
    const found = new Map<string, string[]>();
    this.#eachMatch(text, () => {
      for (const [name, value] of this.#groups()) {
        const values = found.get(name);
        if (values === undefined) found.set(name, [value]);
        else values.push(value);
      }
      return true;
    });
    return found;
  }

  /** The text with the first match, or all matches, replaced. */
  replace(text: string, replacement: Replacement, which: 'first' | 'all'): string {
    let replaced = '';
    let copied = 0;
    this.#eachMatch(text, (start, end) => {
      replaced += text.slice(copied, start) + this.#expand(replacement);
      checkTextLength(replaced.length);
      copied = end;
      return which === 'all';
    });
    return replaced === '' ? text.slice(copied) : limited(replaced + text.slice(copied));
  }

  /** What stands before, between and behind the matches; empty pieces, too. */
  split(text: string): string[] {
    const pieces: string[] = [];
    let copied = 0;
    this.#eachMatch(text, (start, end) => {
      checkItemCount(pieces.length + 2);
      pieces.push(text.slice(copied, start));
      copied = end;
      return true;
    });
    pieces.push(text.slice(copied));
    return pieces;
  }

  #groups(): NamedGroups {
    const found: NamedGroups = new Map();
    for (let i = 0; i < this.names.length; i++) {
      const value = this.#matcher.group(this.#numbers[i]);
      if (value !== null) found.set(this.names[i]!, value);
    }
    return found;
  }

  #expand(replacement: Replacement): string {
    let text = '';
    for (const part of replacement) {
      text += typeof part === 'string' ? part : this.#group(part.group);
      checkTextLength(text.length);
    }
    return text;
  }

  /** What a group has matched; nothing when it took no part, or when there is none of that name or number. */
  #group(group: string | number): string {
    const number = typeof group === 'number' ? group : this.#numberOf(group);
    if (number === undefined || number > this.#matcher.groupCount()) return '';
    return this.#matcher.group(number) ?? '';
  }

  #numberOf(name: string): number | undefined {
    const index = this.names.indexOf(name);
    return index < 0 ? undefined : this.#numbers[index];
  }

  /** Matches from left to right, until `visit` says no. None is empty right behind another. */
  #eachMatch(text: string, visit: (start: number, end: number) => boolean): void {
    const matcher = this.#matcher.resetMatcherInput(text);
    let lastEnd = -1;
    for (let from = 0; from <= text.length && matcher.find(from);) {
      const [start, end] = [matcher.start(), matcher.end()];
      const isEmpty = start === end;
      if (!(isEmpty && start === lastEnd) && !visit(start, end)) return;
      lastEnd = end;
      from = isEmpty ? end + characterLength(text, end) : end;
    }
  }
}

/** Steps by characters: no match begins between two surrogates. */
function characterLength(text: string, at: number): number {
  return at < text.length && text.codePointAt(at)! > 0xffff ? 2 : 1;
}

/** Throws RuleError for what is no pattern. */
export function compileRegex(pattern: string): Regex {
  const translation = translate(pattern);
  try {
    return new Regex(RE2JS.compile(translation.pattern), translation.groups);
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    const [message, help] = (error instanceof RE2JSSyntaxException && REASONS[error.error]) || [
      error.message,
    ];
    throw new RuleError(message, 0, pattern.length, help);
  }
}

/** What only the engine can tell, about a pattern as a whole. */
const REASONS: Readonly<Record<string, readonly [message: string, help?: string]>> = {
  'invalid repeat count': ['repetitions within repetitions are too many', 'at most 1000 times in all'],
  'expression too large': ['the pattern is too large', 'fewer repetitions make it smaller'],
  'expression nests too deeply': ['the brackets of the pattern nest too deep'],
};
