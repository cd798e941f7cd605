/**
 * Matches keys against a glob, in time proportional to the length of the key: `*` is anything but `/`, `**` anything,
 * `?` one character but `/`, `[a-z]` and `[!a-z]` one of some characters, `\` takes the meaning from the next one.
 * Throws SyntaxError with the problem in plain words.
 */
export function compileGlob(glob: string): (key: string) => boolean {
  const steps = parse(glob);
  return (key) => matches(steps, key);
}

/** One character that fits, or any number of them. */
interface GlobStep {
  readonly isRepeated: boolean;
  fits(character: string): boolean;
}

const any = (): boolean => true;
const noSlash = (character: string): boolean => character !== '/';

function parse(glob: string): readonly GlobStep[] {
  const steps: GlobStep[] = [];
  const characters = Array.from(glob);
  for (let at = 0; at < characters.length; at++) {
    const character = characters[at]!;
    if (character === '*') {
      const isDouble = characters[at + 1] === '*';
      if (isDouble) at++;
      steps.push({ isRepeated: true, fits: isDouble ? any : noSlash });
    } else if (character === '?') {
      steps.push({ isRepeated: false, fits: noSlash });
    } else if (character === '[') {
      const end = characters.indexOf(']', at + 2);
      if (end < 0) throw new SyntaxError('a `[` has no `]` behind it');
      steps.push({ isRepeated: false, fits: oneOf(characters.slice(at + 1, end)) });
      at = end;
    } else {
      if (character === '\\') at++;
      const literal = characters[at];
      if (literal === undefined) throw new SyntaxError('nothing follows the `\\` at its end');
      steps.push({ isRepeated: false, fits: (given) => given === literal });
    }
  }
  return steps;
}

function oneOf(given: readonly string[]): (character: string) => boolean {
  const isNegated = given[0] === '!' || given[0] === '^';
  const members = isNegated ? given.slice(1) : given;
  const ranges: [number, number][] = [];
  for (let at = 0; at < members.length; at++) {
    const first = members[at]!.codePointAt(0)!;
    const isRange = members[at + 1] === '-' && at + 2 < members.length;
    const last = isRange ? members[at + 2]!.codePointAt(0)! : first;
    if (last < first)
      throw new SyntaxError(`the range \`${members.slice(at, at + 3).join('')}\` is the wrong way round`);
    if (isRange) at += 2;
    ranges.push([first, last]);
  }
  return (character) => {
    const point = character.codePointAt(0)!;
    const isMember = ranges.some(([first, last]) => point >= first && point <= last);
    return character !== '/' && isMember !== isNegated;
  };
}

/** Follows all ways through the steps at the same time: no way is tried twice. */
function matches(steps: readonly GlobStep[], key: string): boolean {
  let places = reach(steps, [0]);
  for (const character of key) {
    const next: number[] = [];
    for (const place of places) {
      const step = steps[place];
      if (step === undefined || !step.fits(character)) continue;
      next.push(step.isRepeated ? place : place + 1);
    }
    if (next.length === 0) return false;
    places = reach(steps, next);
  }
  return places.has(steps.length);
}

/** Repetitions may also be left without a character. */
function reach(steps: readonly GlobStep[], from: readonly number[]): Set<number> {
  const places = new Set<number>();
  for (let place of from) {
    while (!places.has(place)) {
      places.add(place);
      if (steps[place]?.isRepeated !== true) break;
      place++;
    }
  }
  return places;
}
