/** One character of a name, or any number of them. */
type Token =
  | { readonly kind: 'literal'; readonly character: string }
  | { readonly kind: 'any' }
  | { readonly kind: 'star' }
  | {
      readonly kind: 'class';
      readonly isNegated: boolean;
      readonly ranges: readonly (readonly [string, string])[];
    };

/** What one part of a path (between two slashes) must look like. */
export interface NamePattern {
  /** The only name that matches; null when there may be several. */
  readonly literal: string | null;
  matches(name: string): boolean;
}

/**
 * Reads `*`, `?`, `[a-z]`, `[!a-z]` and `\` before a character that stands for itself. `*` and `?` do not match the dot at
 * the beginning of a hidden file. Matching takes at most the product of both lengths, whatever a file is called.
 */
export function parseNamePattern(text: string): NamePattern {
  const tokens = tokensOf([...text]);
  const isLiteral = tokens.every(({ kind }) => kind === 'literal');
  const literal = isLiteral
    ? tokens.map((token) => (token as { character: string }).character).join('')
    : null;
  const [first] = tokens;
  const takesHidden = first?.kind === 'literal' && first.character === '.';
  return {
    literal,
    matches: (name) =>
      literal === null
        ? (takesHidden || !name.startsWith('.')) && matchesTokens(tokens, [...name])
        : name === literal,
  };
}

function tokensOf(text: readonly string[]): readonly Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < text.length; at++) {
    const character = text[at]!;
    if (character === '*') {
      if (tokens.at(-1)?.kind !== 'star') tokens.push({ kind: 'star' });
    } else if (character === '?') tokens.push({ kind: 'any' });
    else if (character === '[') {
      const found = classAt(text, at);
      tokens.push(found?.token ?? { kind: 'literal', character });
      at = found?.end ?? at;
    } else if (character === '\\' && at + 1 < text.length)
      tokens.push({ kind: 'literal', character: text[++at]! });
    else tokens.push({ kind: 'literal', character });
  }
  return tokens;
}

/** The class that begins at `start`, and where its `]` is; null for a bracket that is never closed. */
function classAt(
  text: readonly string[],
  start: number,
): { readonly token: Token; readonly end: number } | null {
  const ranges: (readonly [string, string])[] = [];
  const isNegated = text[start + 1] === '!' || text[start + 1] === '^';
  const first = start + (isNegated ? 2 : 1);
  for (let at = first; at < text.length; at++) {
    // A `]` in the first place is one of the class.
    if (text[at] === ']' && at > first) return { token: { kind: 'class', isNegated, ranges }, end: at };
    if (text[at] === '\\' && at + 1 < text.length) at++;
    const from = text[at]!;
    const isRange = text[at + 1] === '-' && text[at + 2] !== undefined && text[at + 2] !== ']';
    ranges.push([from, isRange ? text[at + 2]! : from]);
    if (isRange) at += 2;
  }
  return null;
}

/** Goes back to the last star only: what an earlier one could take instead, the last one can take as well. */
function matchesTokens(tokens: readonly Token[], name: readonly string[]): boolean {
  let at = 0;
  let token = 0;
  let lastStar = -1;
  let starTook = 0;
  while (at < name.length) {
    const next = tokens[token];
    if (next?.kind === 'star') {
      lastStar = token++;
      starTook = at;
    } else if (next !== undefined && matchesOne(next, name[at]!)) {
      token++;
      at++;
    } else if (lastStar >= 0) {
      token = lastStar + 1;
      at = ++starTook;
    } else return false;
  }
  while (tokens[token]?.kind === 'star') token++;
  return token === tokens.length;
}

function matchesOne(token: Token, character: string): boolean {
  switch (token.kind) {
    case 'literal':
      return token.character === character;
    case 'class':
      return token.ranges.some(([from, to]) => from <= character && character <= to) !== token.isNegated;
    case 'any':
    case 'star':
      return true;
  }
}
