import { RE2JS } from 're2js';

/** Long names of general categories, which Rust takes and the engine does not. Keys without `_`, in lower case. */
const CATEGORIES: Readonly<Record<string, string>> = {
  any: 'Any',
  alpha: 'Alphabetic',
  space: 'White_Space',
  whitespace: 'White_Space',
  letter: 'L',
  casedletter: 'LC',
  uppercaseletter: 'Lu',
  lowercaseletter: 'Ll',
  titlecaseletter: 'Lt',
  modifierletter: 'Lm',
  otherletter: 'Lo',
  mark: 'M',
  combiningmark: 'M',
  nonspacingmark: 'Mn',
  spacingmark: 'Mc',
  enclosingmark: 'Me',
  number: 'N',
  decimalnumber: 'Nd',
  digit: 'Nd',
  letternumber: 'Nl',
  othernumber: 'No',
  punctuation: 'P',
  punct: 'P',
  connectorpunctuation: 'Pc',
  dashpunctuation: 'Pd',
  openpunctuation: 'Ps',
  closepunctuation: 'Pe',
  initialpunctuation: 'Pi',
  finalpunctuation: 'Pf',
  otherpunctuation: 'Po',
  symbol: 'S',
  mathsymbol: 'Sm',
  currencysymbol: 'Sc',
  modifiersymbol: 'Sk',
  othersymbol: 'So',
  separator: 'Z',
  spaceseparator: 'Zs',
  lineseparator: 'Zl',
  paragraphseparator: 'Zp',
  other: 'C',
  control: 'Cc',
  cntrl: 'Cc',
  format: 'Cf',
  surrogate: 'Cs',
  privateuse: 'Co',
};

/** `\p{name}` for the engine, as members of a class. The property is known. */
export function propertyMembers(name: string, isNegated: boolean): string {
  return `\\${isNegated ? 'P' : 'p'}{${engineName(name)}}`;
}

export function isKnownProperty(name: string): boolean {
  const kind = /^([^=:]*)[=:]/.exec(name)?.[1];
  if (kind !== undefined && !KINDS.test(kind.trim())) return false;
  try {
    RE2JS.compile(`\\p{${engineName(name)}}`);
    return true;
  } catch {
    return false;
  }
}

const KINDS = /^(?:gc|general_?category|sc|script|scx|script_?extensions)$/i;

/** Without its kind (`sc=Greek`), and however it is spelt. */
function keyOf(name: string): string {
  return plainName(name)
    .replaceAll(/[\s_-]/g, '')
    .toLowerCase();
}

function plainName(name: string): string {
  return name.replace(/^[^=:]*[=:]/, '').trim();
}

/** The engine knows categories by their short names, scripts by their names with a capital. */
function engineName(name: string): string {
  const key = keyOf(name);
  if (Object.hasOwn(CATEGORIES, key)) return CATEGORIES[key]!;
  const plain = plainName(name);
  if (plain.length <= 2) return plain;
  return plain.toLowerCase().replaceAll(/(?:^|_)\p{Alphabetic}/gu, (start) => start.toUpperCase());
}
