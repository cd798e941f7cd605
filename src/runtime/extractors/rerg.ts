import { compileRegex } from '../regex/index.ts';
import type { ExtractorDefinition } from './define.ts';

export const rergExtractor: ExtractorDefinition = {
  name: 'rerg',
  doc: 'Looks for every match of a regular expression. As a test, one match will do; where its result is asked for, no match at all gives an empty record.',
  rule: 'A regular expression, as in `re`.',
  result: 'A record of lists: for each named group, what it matched each time.',
  examples: [
    {
      rule: '(?P<key>[^=&]+)=(?P<value>[^&]+)',
      text: 'a=1&b=2',
      result: '{"key": ["a", "b"], "value": ["1", "2"]}',
    },
    { rule: '(?P<n>\\d)', text: 'none', result: '{}' },
  ],
  compile: (rule) => {
    const regex = compileRegex(rule);
    return { test: (text) => regex.test(text), extract: (text) => regex.findAll(text) };
  },
};
