import { compileRegex, RuleError } from '../regex/index.ts';
import type { Regex } from '../regex/index.ts';
import type { Value, ValueRecord } from '../value/value.ts';
import type { ExtractorDefinition } from './define.ts';
import { toFloat, toInt } from './dissect-run.ts';
import { expandGrok } from './grok-expand.ts';
import type { ExpandedGrok, GrokField } from './grok-expand.ts';

export const grokExtractor: ExtractorDefinition = {
  name: 'grok',
  doc: 'Looks for a regular expression that is put together from patterns with names, as in logstash.',
  rule: 'A regular expression with `%{NAME}` for a pattern, `%{NAME:field}` to keep what it matches and `%{NAME:field:int}` (or `float`) for a number. `%{NAME:field=…}` brings its own pattern. `(?<field>…)` keeps something, too.',
  result:
    'A record of the fields that took part in the match. Of several with one name, the last one counts.',
  examples: [
    {
      rule: '%{IP:client} %{WORD:method} %{URIPATHPARAM:request} %{NUMBER:took:float}',
      text: '55.3.244.1 GET /index.html?a=1 0.043',
      result: '{"client": "55.3.244.1", "method": "GET", "request": "/index.html?a=1", "took": 0.043}',
    },
    {
      rule: '^%{LOGLEVEL:level} (?:%{INT:code:int} )?%{GREEDYDATA:message}$',
      text: 'WARN disk is full',
      result: '{"level": "WARN", "message": "disk is full"}',
    },
    { rule: '%{ORDER:order=[A-Z]{2}\\d+}', text: 'order AB17', result: '{"order": "AB17"}' },
    { rule: '^%{IP}$', text: '55.3.244.256', result: null },
  ],
  compile: (rule) => {
    const expanded = expandGrok(rule);
    const regex = compile(rule, expanded);
    return {
      test: (text) => regex.test(text),
      extract: (text) => {
        const groups = regex.find(text);
        return groups && rename(groups, expanded.fields);
      },
    };
  },
};

function compile(rule: string, { pattern, sourceSpan }: ExpandedGrok): Regex {
  try {
    return compileRegex(pattern);
  } catch (error) {
    if (!(error instanceof RuleError)) throw error;
    const { start, end } = sourceSpan(error.start, error.end);
    throw new RuleError(error.message, start, Math.min(end, rule.length), error.help, error.label);
  }
}

/** From the names that the groups have in the expanded pattern to those of the fields. */
function rename(groups: ReadonlyMap<string, string>, fields: ReadonlyMap<string, GrokField>): ValueRecord {
  const found = new Map<string, Value>();
  for (const [group, text] of groups) {
    const field = fields.get(group);
    found.set(field?.name ?? group, field === undefined ? text : convert(text, field.type));
  }
  return found;
}

/** What looks like no number stays what it is. */
function convert(text: string, type: GrokField['type']): Value {
  if (type === 'int') return toInt(text) ?? text;
  return type === 'float' ? (toFloat(text) ?? text) : text;
}
