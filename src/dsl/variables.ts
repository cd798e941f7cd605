/** The variables of the environment, for `env::var`. */
import { createHash } from 'node:crypto';
import type { Secrets } from '../runtime/plan.ts';

/** Shorter values are no secrets, and half of all messages would have them in it. */
const SHORTEST_SECRET = 4;

/** What stands where a message has cut a value. */
const CUT = '…';

/**
 * What a flow may read of the environment, and what it has read: from then on that value is a secret. `hide` puts the
 * name of the variable in its place wherever a text has it, as it is or as JSON writes it.
 */
export class Variables implements Secrets {
  readonly #environment: Readonly<Record<string, string | undefined>>;
  /** Names by value, the longest value first: one may contain another. */
  #secrets: readonly (readonly [value: string, name: string])[] = [];

  constructor(environment: Readonly<Record<string, string | undefined>>) {
    this.#environment = environment;
  }

  /** Undefined when there is no such variable. */
  read(name: string): string | undefined {
    const value = Object.hasOwn(this.#environment, name) ? this.#environment[name] : undefined;
    if (value !== undefined && value.length >= SHORTEST_SECRET) this.#keepSecret(value, name);
    return value;
  }

  /** The names of all variables that are set. */
  get names(): readonly string[] {
    return Object.keys(this.#environment).filter((name) => this.#environment[name] !== undefined);
  }

  hide(text: string): string {
    return this.#replace(text, (name) => `$${name}`);
  }

  seal(text: string): string {
    return this.#replace(text, (name, value) => `$${name}#${fingerprint(value)}`);
  }

  #keepSecret(value: string, name: string): void {
    const json = JSON.stringify(value).slice(1, -1);
    const forms = new Set([value, json, JSON.stringify(json).slice(1, -1)]);
    const added = [...forms].map((form) => [form, name] as const);
    this.#secrets = [...this.#secrets.filter(([known]) => !forms.has(known)), ...added].sort(
      ([a], [b]) => b.length - a.length,
    );
  }

  #replace(text: string, shown: (name: string, value: string) => string): string {
    let result = text;
    for (const [value, name] of this.#secrets) {
      result = result.replaceAll(value, () => shown(name, value));
      if (result.includes(CUT)) result = replaceCut(result, value, shown(name, value));
    }
    return result;
  }
}

/** The beginning of the value in front of a cut. */
function replaceCut(text: string, value: string, shown: string): string {
  const pieces = text.split(CUT);
  const last = pieces.pop()!;
  const hidden = pieces.map((piece) => {
    let length = Math.min(value.length, piece.length);
    while (length > 0 && !piece.endsWith(value.slice(0, length))) length--;
    return length < SHORTEST_SECRET ? piece : `${piece.slice(0, piece.length - length)}${shown}`;
  });
  return [...hidden, last].join(CUT);
}

/** Enough to see that a value is another one, too little to find out what it is. */
function fingerprint(value: string): string {
  return createHash('sha256').update(value).digest('hex').slice(0, 8);
}
