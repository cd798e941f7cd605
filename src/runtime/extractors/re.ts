import { compileRegex } from '../regex/index.ts';
import type { ExtractorDefinition } from './define.ts';

export const reExtractor: ExtractorDefinition = {
  name: 're',
  doc: 'Looks for the first match of a regular expression, anywhere in the text. Takes time linear in the text, whatever the expression.',
  rule: 'A regular expression; `(?P<name>…)` is a named group. `^` and `$` stand for the ends of the text. A backslash is written twice, as in every rule: `\\\\d`.',
  result: 'A record of the named groups, without those that took no part in the match.',
  examples: [
    {
      rule: '^(?P<method>[A-Z]+) (?P<path>\\S+)',
      text: 'GET /index.html',
      result: '{"method": "GET", "path": "/index.html"}',
    },
    { rule: '(?P<a>x)|(?P<b>y)', text: 'y', result: '{"b": "y"}' },
    { rule: '^\\d+$', text: '42', result: '{}' },
    { rule: '^\\d+$', text: 'forty-two', result: null },
  ],
  compile: (rule) => {
    const regex = compileRegex(rule);
    return { test: (text) => regex.test(text), extract: (text) => regex.find(text) };
  },
};
