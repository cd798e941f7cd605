import { RuleError } from '../regex/index.ts';
import type { ValueRecord } from '../value/value.ts';
import type { ExtractorDefinition } from './define.ts';
import { readSeparator } from './separator.ts';

export const kvExtractor: ExtractorDefinition = {
  name: 'kv',
  doc: 'Splits the text into pairs of a key and a value. Pieces that are no pair are left out; one pair is needed for a match.',
  rule: '`%{key}=%{val}` gives what stands between a key and its value, everything around it what stands between pairs: `%{key}=%{val}&`. Several of them stand for any of their separators. Left out, they are `:` and a blank. `\\n`, `\\t`, `\\r` and `\\\\` are escapes.',
  result: 'A record of strings. Of several pairs with one key, the last one counts.',
  examples: [
    { rule: '', text: 'a:1 b:2', result: '{"a": "1", "b": "2"}' },
    { rule: '%{key}=%{val}&', text: 'a=1&b=&c', result: '{"a": "1", "b": ""}' },
    { rule: '%{key}=%{val};%{key}:%{val} ', text: 'a=1;b:2 c=3', result: '{"a": "1", "b": "2", "c": "3"}' },
    { rule: '', text: 'no pairs', result: null },
  ],
  compile: (rule) => {
    const { pairs, keys } = separatorsOf(rule);
    return {
      test: (text) => split([text], pairs).some((piece) => split([piece], keys).length === 2),
      extract: (text) => extract(text, pairs, keys),
    };
  },
};

function extract(text: string, pairs: readonly string[], keys: readonly string[]): ValueRecord | undefined {
  const found = new Map<string, string>();
  for (const piece of split([text], pairs)) {
    const parts = split([piece], keys);
    if (parts.length === 2) found.set(parts[0]!, parts[1]!);
  }
  return found.size === 0 ? undefined : found;
}

/** Splits at each separator in turn. */
function split(pieces: readonly string[], separators: readonly string[]): readonly string[] {
  let parts = pieces;
  for (const separator of separators) parts = parts.flatMap((part) => part.split(separator));
  return parts;
}

interface Separator {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

interface Separators {
  /** Between pairs. */
  readonly pairs: readonly string[];
  /** Between a key and its value. */
  readonly keys: readonly string[];
}

const [KEY, VALUE] = ['%{key}', '%{val}'] as const;

/** A name of one's own would be taken for a separator that no text has. */
function refuseOtherNames(rule: string): void {
  const other = /%\{(?!key\}|val\})\w*\}/.exec(rule);
  if (other === null) return;
  const [text] = other;
  const help = 'a rule of `kv` has `%{key}` and `%{val}`; `dissect` takes names of your own';
  throw new RuleError(
    `\`${text}\` is neither \`%{key}\` nor \`%{val}\``,
    other.index,
    other.index + text.length,
    help,
  );
}

function separatorsOf(rule: string): Separators {
  refuseOtherNames(rule);
  const pairs: Separator[] = [];
  const keys: Separator[] = [];
  let at = 0;
  const take = (list: Separator[], end: number): void => {
    if (end > at) list.push({ text: readSeparator(rule.slice(at, end), at), start: at, end });
    at = end;
  };
  while (at < rule.length) {
    const key = rule.indexOf(KEY, at);
    if (key !== at) {
      take(pairs, key < 0 ? rule.length : key);
      continue;
    }
    const value = rule.indexOf(VALUE, at + KEY.length);
    if (value < 0) {
      throw new RuleError('`%{key}` without `%{val}`', at, at + KEY.length, 'write `%{key}=%{val}`');
    }
    at += KEY.length;
    take(keys, value);
    at += VALUE.length;
  }
  refuseOverlaps(pairs, keys);
  return { pairs: textsOf(pairs, ' '), keys: textsOf(keys, ':') };
}

function textsOf(separators: readonly Separator[], otherwise: string): readonly string[] {
  const texts = [...new Set(separators.map(({ text }) => text))].sort();
  return texts.length === 0 ? [otherwise] : texts;
}

/** One separator within another could be taken for both. */
function refuseOverlaps(pairs: readonly Separator[], keys: readonly Separator[]): void {
  const all = [
    ...(pairs.length === 0 ? [DEFAULT_PAIR] : pairs).map((each) => ({ ...each, is: 'pair' })),
    ...(keys.length === 0 ? [DEFAULT_KEY] : keys).map((each) => ({ ...each, is: 'key' })),
  ];
  for (const inner of all) {
    const outer = all.find(
      ({ text, is }) => text.includes(inner.text) && (text !== inner.text || is !== inner.is),
    );
    if (outer === undefined) continue;
    const shown = inner.end > 0 ? inner : outer;
    throw new RuleError(
      `the separator \`${inner.text}\` is also ${inner.text === outer.text ? 'the other one' : `part of \`${outer.text}\``}`,
      shown.start,
      shown.end,
      'what stands between pairs and what stands between a key and its value must differ',
    );
  }
}

const DEFAULT_PAIR: Separator = { text: ' ', start: 0, end: 0 };
const DEFAULT_KEY: Separator = { text: ':', start: 0, end: 0 };
