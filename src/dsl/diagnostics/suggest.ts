/** A message lists so many names; of more only the first few: they are not read. */
const MAX_ALL = 12;
const MAX_LISTED = 5;
const MAX_DISTANCE = 2;

/** The question for a help line, ``did you mean `codec`?``; `undefined` when nothing is near. */
export function didYouMean(name: string, candidates: Iterable<string>): string | undefined {
  const near = nearest(name, candidates);
  return near.length === 0 ? undefined : `did you mean ${listed(near, 'or')}?`;
}

/**
 * Help for an unknown name: what was probably meant, otherwise what there is ("known settings: …"). `what` is a
 * plural noun.
 */
export function suggest(name: string, candidates: Iterable<string>, what: string): string | undefined {
  const all = [...new Set(candidates)];
  const question = didYouMean(name, all);
  if (question !== undefined || all.length === 0) return question;
  return `known ${what}: ${listed(all, 'and')}`;
}

/** Names in back-quotes: `` `a`, `b` or `c` ``; of more than twelve, the first five and how many there are besides. */
export function listed(names: readonly string[], conjunction: 'or' | 'and'): string {
  const quoted = names.slice(0, names.length <= MAX_ALL ? MAX_ALL : MAX_LISTED).map((name) => `\`${name}\``);
  const more = names.length - quoted.length;
  if (more > 0) return `${quoted.join(', ')} ${conjunction} ${more} more`;
  if (quoted.length < 2) return quoted.join('');
  return `${quoted.slice(0, -1).join(', ')} ${conjunction} ${quoted[quoted.length - 1]}`;
}

/** The candidates at the smallest distance, if that is within 2 (less for short names), at most five. */
export function nearest(name: string, candidates: Iterable<string>): readonly string[] {
  const limit = name.length <= 1 ? 0 : name.length <= 3 ? 1 : MAX_DISTANCE;
  const wanted = name.toLowerCase();
  let best = limit;
  let found: string[] = [];
  for (const candidate of new Set(candidates)) {
    if (candidate === name) continue;
    const distance = editDistance(wanted, candidate.toLowerCase(), best);
    if (distance > best) continue;
    if (distance < best) found = [];
    best = distance;
    found.push(candidate);
  }
  return found.sort().slice(0, MAX_LISTED);
}

/**
 * Damerau–Levenshtein distance (optimal string alignment: insert, delete, replace, swap neighbours); anything
 * above `limit` counts as `limit + 1`.
 */
export function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = last[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      let cost = Math.min(replaced, last[j]! + 1, row[j - 1]! + 1);
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (isSwap) cost = Math.min(cost, beforeLast[j - 2]! + 1);
      row.push(cost);
    }
    beforeLast = last;
    last = row;
  }
  return Math.min(last[b.length]!, limit + 1);
}
