/** More alternatives than this are a slip of the pen, not a pattern. */
const MAX_ALTERNATIVES = 1_000;

/**
 * Every way to read a pattern with `{a,b}` in it: `{a,b}{1,2}` has four. Braces may contain each other. What is no list
 * (`{a}`, a brace without its other half) stands for itself and comes back escaped. Null when there are too many ways.
 */
export function expandBraces(pattern: string): readonly string[] | null {
  const done: string[] = [];
  const open = [pattern];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const list = findList(next);
    if (list === null) done.push(next);
    else open.push(...list.alternatives.map((each) => `${list.before}${each}${list.after}`).reverse());
    if (open.length + done.length > MAX_ALTERNATIVES) return null;
  }
  return done.map(escapeBraces);
}

interface BraceList {
  readonly before: string;
  readonly alternatives: readonly string[];
  readonly after: string;
}

/** The first list in `pattern`, an outer one before those in it. */
function findList(pattern: string): BraceList | null {
  for (let start = 0; start < pattern.length; start++) {
    if (pattern[start] === '\\') start++;
    else if (pattern[start] === '{') {
      const list = listAt(pattern, start);
      if (list !== null) return list;
    }
  }
  return null;
}

function listAt(pattern: string, start: number): BraceList | null {
  const cuts = [start];
  let depth = 0;
  for (let at = start; at < pattern.length; at++) {
    const character = pattern[at];
    if (character === '\\') at++;
    else if (character === '{') depth++;
    else if (character === ',' && depth === 1) cuts.push(at);
    else if (character === '}' && --depth === 0) {
      if (cuts.length === 1) return null;
      const ends = [...cuts.slice(1), at];
      return {
        before: pattern.slice(0, start),
        alternatives: cuts.map((cut, index) => pattern.slice(cut + 1, ends[index])),
        after: pattern.slice(at + 1),
      };
    }
  }
  return null;
}

function escapeBraces(pattern: string): string {
  return pattern.replace(/\\.|[{}]/gs, (found) => (found.startsWith('\\') ? found : `\\${found}`));
}
