import { RuleError } from '../regex/index.ts';
import { COMPOSITES, NUMBER_SPECS } from './numbers.ts';
import type { NumberSpec } from './numbers.ts';
import type { OffsetStyle } from './offset.ts';

/** A piece of a format. */
export type FormatItem =
  | { readonly kind: 'text'; readonly text: string }
  /** Blanks: any number of them when a text is read. */
  | { readonly kind: 'blanks'; readonly text: string }
  | { readonly kind: 'number'; readonly spec: NumberSpec; readonly pad: NumberSpec['pad'] | '' }
  | { readonly kind: 'weekday-number'; readonly letter: 'w' | 'u' }
  | { readonly kind: 'month' | 'weekday'; readonly isLong: boolean }
  | { readonly kind: 'half-day'; readonly isLower: boolean }
  /** Digits behind the second: with their dot and as many as needed (0), or a fixed number. */
  | { readonly kind: 'fraction'; readonly digits: 0 | 3 | 6 | 9; readonly hasDot: boolean }
  | { readonly kind: 'offset'; readonly style: OffsetStyle }
  | { readonly kind: 'zone-name' }
  | { readonly kind: 'timestamp' };

const PIECE = /%([-_0]?)(\.[369]?f|[369]f|:{1,3}z|#z|[\s\S])?|(\s+)|([^%\s]+)/gy;

/** The pieces of a format in the way of `strftime`, with the letters of chrono. Throws RuleError. */
export function parseFormat(format: string): readonly FormatItem[] {
  const items: FormatItem[] = [];
  for (const match of format.matchAll(PIECE)) {
    const [image, modifier = '', letters, blanks, text] = match;
    if (text !== undefined) items.push({ kind: 'text', text });
    else if (blanks !== undefined) items.push({ kind: 'blanks', text: blanks });
    else {
      const composite = letters === undefined ? undefined : COMPOSITES[letters];
      const found = composite === undefined ? itemOf(letters ?? '', modifier) : parseFormat(composite);
      if (found === undefined) throw unknownLetter(image, match.index, letters);
      items.push(...(Array.isArray(found) ? (found as readonly FormatItem[]) : [found as FormatItem]));
    }
  }
  return items;
}

function unknownLetter(image: string, at: number, letters: string | undefined): RuleError {
  if (letters === undefined) {
    return new RuleError('`%` at the end', at, at + image.length, 'for the sign itself, write `%%`');
  }
  const help =
    'letters are those of chrono and strftime: `%Y-%m-%dT%H:%M:%S%.f%:z`; for the sign itself, write `%%`';
  return new RuleError(`unknown letter \`${image}\``, at, at + image.length, help);
}

const PADS: Readonly<Record<string, NumberSpec['pad'] | ''>> = { '-': '', _: ' ', '0': '0' };

function itemOf(letters: string, modifier: string): FormatItem | undefined {
  const spec = Object.hasOwn(NUMBER_SPECS, letters) ? NUMBER_SPECS[letters] : undefined;
  if (spec !== undefined) return { kind: 'number', spec, pad: PADS[modifier] ?? spec.pad };
  const fraction = /^(\.?)([369]?)f$/.exec(letters);
  if (fraction !== null) {
    return {
      kind: 'fraction',
      digits: Number(fraction[2] || '0') as 0 | 3 | 6 | 9,
      hasDot: fraction[1] === '.',
    };
  }
  return Object.hasOwn(OTHERS, letters) ? OTHERS[letters] : undefined;
}

const OTHERS: Readonly<Record<string, FormatItem>> = {
  w: { kind: 'weekday-number', letter: 'w' },
  u: { kind: 'weekday-number', letter: 'u' },
  a: { kind: 'weekday', isLong: false },
  A: { kind: 'weekday', isLong: true },
  b: { kind: 'month', isLong: false },
  h: { kind: 'month', isLong: false },
  B: { kind: 'month', isLong: true },
  P: { kind: 'half-day', isLower: true },
  p: { kind: 'half-day', isLower: false },
  z: { kind: 'offset', style: 'plain' },
  ':z': { kind: 'offset', style: 'colon' },
  '::z': { kind: 'offset', style: 'seconds' },
  ':::z': { kind: 'offset', style: 'hours' },
  '#z': { kind: 'offset', style: 'plain' },
  Z: { kind: 'zone-name' },
  s: { kind: 'timestamp' },
  t: { kind: 'blanks', text: '\t' },
  n: { kind: 'blanks', text: '\n' },
  '%': { kind: 'text', text: '%' },
};
