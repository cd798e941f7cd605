import { RuleError } from '../regex/index.ts';
import { compileTimeFormat } from '../time/index.ts';
import { integer } from '../value/kind.ts';
import type { ExtractorDefinition } from './define.ts';

export const datetimeExtractor: ExtractorDefinition = {
  name: 'datetime',
  doc: 'Reads a date with its time. The whole text must have the form that the rule says.',
  rule: 'A format with the letters of `strftime`, as chrono has them: `%Y-%m-%d %H:%M:%S%.f`; `datetime::format` lists them. Without an offset (`%z`, `%:z`, `%+`), the time is that of UTC.',
  result: 'Nanoseconds since 1970, an integer.',
  examples: [
    { rule: '%Y-%m-%d %H:%M:%S', text: '2019-06-20 00:00:00', result: '1560988800000000000' },
    { rule: '%d/%b/%Y:%H:%M:%S %z', text: '10/Oct/2000:13:55:36 -0700', result: '971211336000000000' },
    { rule: '%+', text: '2026-11-21T08:30:00.5Z', result: '1795249800500000000' },
    { rule: '%Y-%m-%d %H:%M', text: '2019-02-30 12:00', result: null },
  ],
  compile: (rule) => {
    const format = compileTimeFormat(rule);
    if (!format.isComplete) {
      const help =
        'a time has a year, month and day (or another date), an hour and a minute: `%Y-%m-%d %H:%M`';
      throw new RuleError(
        'the format does not make a time',
        0,
        rule.length,
        help,
        'something is missing here',
      );
    }
    return {
      test: (text) => format.read(text) !== undefined,
      extract: (text) => {
        const ns = format.read(text);
        return ns === undefined ? undefined : integer(ns);
      },
    };
  },
};
