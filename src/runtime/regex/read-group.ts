import { RuleError } from './rule-error.ts';
import type { Reader } from './reader.ts';

/** The flags that the translation itself must know. */
export interface Flags {
  /** `x`: blanks and comments mean nothing. */
  readonly verbose: boolean;
  /** `u`, which is on unless it is switched off: `\w` and its like are Unicode. */
  readonly unicode: boolean;
}

interface GroupStart {
  /** False for `(?i)`, which is a switch and no group. */
  readonly opens: boolean;
  readonly flags: Flags;
}

const NAME = /\(\?P?<([^>]*)>/y;
const FLAGS = /\(\?([a-zA-Z]*)(-?)([a-zA-Z]*)([:)])/y;

/** The beginning of a group, with its name or flags; adds to `groups` what captures. */
export function readGroup(reader: Reader, flags: Flags, groups: (string | null)[]): GroupStart {
  const at = reader.offset;
  if (!reader.text.startsWith('(?', at)) {
    groups.push(null);
    reader.copy(1);
    return { opens: true, flags };
  }
  refuseLookAround(reader);
  const named = reader.match(NAME);
  if (named !== null) {
    const [image, name = ''] = named;
    checkName(name, at + image.length - 1 - name.length, groups);
    groups.push(name);
    reader.replace(image.length, '(');
    return { opens: true, flags };
  }
  if (reader.match(/\(\?P?</y) !== null) {
    throw new RuleError('the name of a group is not closed', at, reader.text.length, 'write `(?P<name>…)`');
  }
  return readFlags(reader, flags);
}

function refuseLookAround(reader: Reader): void {
  const found = reader.match(/\(\?(?:<?[=!]|>|P=|#)/y);
  if (found === null) return;
  const { offset } = reader;
  const image = found[0];
  const what = LOOK_AROUND[image.slice(2)]!;
  throw new RuleError(`\`${image}\` is not supported`, offset, offset + image.length, what);
}

const LOOK_AROUND: Readonly<Record<string, string>> = {
  '=': 'there is no looking ahead: it takes time without bound; match what follows, and leave it out of the group',
  '!': 'there is no looking ahead: it takes time without bound; say what may follow instead',
  '<=': 'there is no looking back: it takes time without bound; match what goes before, and leave it out of the group',
  '<!': 'there is no looking back: it takes time without bound; say what may go before instead',
  '>': 'no pattern goes back over what it has matched, so this group is not needed: write `(?:…)`',
  'P=': 'what a group has matched cannot be matched again: such patterns take time without bound',
  '#': 'for comments, switch them on with `(?x)`',
};

function checkName(name: string, start: number, groups: readonly (string | null)[]): void {
  const end = start + name.length;
  if (!/^[\p{Alphabetic}_][\p{Alphabetic}\p{Nd}_.[\]]*$/u.test(name)) {
    throw new RuleError(
      name === '' ? 'a group without a name' : `\`${name}\` is no name of a group`,
      Math.min(start, end - 1),
      Math.max(end, start + 1),
      'a name is letters, digits and `_`, and begins with no digit',
    );
  }
  if (groups.includes(name)) {
    throw new RuleError(`two groups are called \`${name}\``, start, end, 'give each group a name of its own');
  }
}

/** `(?i)`, `(?x-s:` … : the engine knows `i`, `m`, `s` and `U`; `x` and `u` are done here. */
function readFlags(reader: Reader, flags: Flags): GroupStart {
  const at = reader.offset;
  const match = reader.match(FLAGS);
  if (match === null) {
    throw new RuleError('`(?` begins no group that there is', at, at + 2, 'write `(?:…)` or `(?P<name>…)`');
  }
  const [image, on = '', minus = '', off = '', closer = ''] = match;
  const wrong = [...on, ...off].find((flag) => !'imsUxu'.includes(flag));
  if (wrong !== undefined) {
    const offset = image.indexOf(wrong, 2);
    throw new RuleError(
      `unknown flag \`${wrong}\``,
      at + offset,
      at + offset + 1,
      'flags are `i`, `m`, `s`, `U`, `u` and `x`',
    );
  }
  const engine = [on.replaceAll(/[xu]/g, ''), off.replaceAll(/[xu]/g, '')] as const;
  const next: Flags = {
    verbose: isSet('x', flags.verbose, on, off),
    unicode: isSet('u', flags.unicode, on, off),
  };
  const switches = engine[0] + (engine[1] === '' ? '' : `${minus}${engine[1]}`);
  const opens = closer === ':';
  // `(?x)` leaves nothing for the engine to switch.
  reader.replace(image.length, opens || switches !== '' ? `(?${switches}${closer}` : '');
  return { opens, flags: next };
}

function isSet(flag: string, before: boolean, on: string, off: string): boolean {
  return !off.includes(flag) && (before || on.includes(flag));
}
