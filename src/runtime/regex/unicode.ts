/**
 * What `\d`, `\s` and `\w` are in Unicode, as members of a class: the engine knows them in ASCII only, and users of
 * regular expressions in Rust's syntax expect `\w` to match `ü`.
 */
const WORD_MEMBERS = '\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}\\x{200C}\\x{200D}';

const MEMBERS: Readonly<Record<string, () => string>> = {
  d: () => '\\p{Nd}',
  D: () => '\\P{Nd}',
  s: () => '\\p{White_Space}',
  S: () => '\\P{White_Space}',
  w: () => WORD_MEMBERS,
  W: () => noWordMembers(),
};

/** The class escape `\d` … `\W`, as it stands between brackets. */
export function classMembers(letter: string): string {
  return MEMBERS[letter]!();
}

/** The class escape on its own. */
export function classEscape(letter: string): string {
  if (letter === 'W') return `[^${WORD_MEMBERS}]`;
  return `[${classMembers(letter)}]`;
}

/** `[\W…]` needs the complement as ranges. It is rare, so it is made when first asked for. */
const noWordMembers = (() => {
  let made: string | undefined;
  return () => (made ??= complement(/[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}]/u));
})();

function complement(members: RegExp): string {
  const ranges: string[] = [];
  let start = -1;
  for (let code = 0; code <= 0x110000; code++) {
    const isOut = code <= 0x10ffff && !members.test(String.fromCodePoint(code));
    if (isOut && start < 0) start = code;
    if (!isOut && start >= 0) {
      ranges.push(`${hex(start)}-${hex(code - 1)}`);
      start = -1;
    }
  }
  return ranges.join('');
}

function hex(code: number): string {
  return `\\x{${code.toString(16)}}`;
}
