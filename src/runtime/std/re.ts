/** `re::` – regular expressions. */
import { compileRegex, parseReplacement, RuleError } from '../regex/index.ts';
import type { Regex, Replacement } from '../regex/index.ts';
import { refuse } from '../value/value-error.ts';
import { defineFunction } from './define.ts';
import type { FunctionDefinition } from './define.ts';
import { remember } from './remember.ts';

const pattern = { name: 'pattern', kind: 'string', doc: 'a regular expression' } as const;
const input = { name: 'input', kind: 'string', doc: 'the text' } as const;
const to = {
  name: 'to',
  kind: 'string',
  doc: 'what to put there; `$1`, `$name` and `${name}` stand for what a group has matched, `$$` for a dollar',
} as const;

const replace = defineFunction({
  module: 're',
  name: 'replace',
  params: [pattern, input, to],
  returns: 'string',
  doc: 'The text with the first match replaced.',
  examples: [
    { call: 're::replace("a+", "baab a", "x")', result: '"bxb a"' },
    { call: 're::replace("(?P<y>\\\\d+)-(\\\\d+)", "2026-11", "${2}/$y")', result: '"11/2026"' },
    { call: 're::replace("(", "a", "b")', error: '`(` is not closed' },
  ],
  constant: true,
  run: (re, text, by) => regexOf('replace', re).replace(text, replacementOf(by), 'first'),
});

const replaceAll = defineFunction({
  module: 're',
  name: 'replace_all',
  params: [pattern, input, to],
  returns: 'string',
  doc: 'The text with every match replaced.',
  examples: [
    { call: 're::replace_all("a+", "baab a", "x")', result: '"bxb x"' },
    { call: 're::replace_all("\\\\s+", "a  b", " ")', result: '"a b"' },
  ],
  constant: true,
  run: (re, text, by) => regexOf('replace_all', re).replace(text, replacementOf(by), 'all'),
});

const isMatch = defineFunction({
  module: 're',
  name: 'is_match',
  params: [pattern, input],
  returns: 'bool',
  doc: 'Does the pattern match anywhere in the text? `^` and `$` stand for its ends.',
  examples: [
    { call: 're::is_match("^[a-z]+$", "abc")', result: 'true' },
    { call: 're::is_match("^[a-z]+$", "abc1")', result: 'false' },
    { call: 're::is_match("a(?=b)", "ab")', error: '`(?=` is not supported' },
  ],
  constant: true,
  run: (re, text) => regexOf('is_match', re).test(text),
});

const split = defineFunction({
  module: 're',
  name: 'split',
  params: [pattern, input],
  returns: 'array',
  doc: 'What stands before, between and behind the matches. Two matches in a row have an empty string between them.',
  examples: [
    { call: 're::split("[,;] *", "a, b;c")', result: '["a", "b", "c"]' },
    { call: 're::split(",", ",a")', result: '["", "a"]' },
  ],
  constant: true,
  run: (re, text) => regexOf('split', re).split(text),
});

const compiled: (pattern: string) => Regex = remember(compileRegex);
const replacementOf: (text: string) => Replacement = remember(parseReplacement);

function regexOf(name: string, re: string): Regex {
  try {
    return compiled(re);
  } catch (error) {
    if (!(error instanceof RuleError)) throw error;
    const place = `at character ${[...re.slice(0, error.start)].length + 1} of the pattern`;
    return refuse('function-failed', `\`re::${name}\`: ${error.message} (${place})`);
  }
}

export const RE_FUNCTIONS: readonly FunctionDefinition[] = [replace, replaceAll, isMatch, split];
