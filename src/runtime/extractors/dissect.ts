import { compileDissect } from './dissect-rule.ts';
import { runDissect } from './dissect-run.ts';
import type { ExtractorDefinition } from './define.ts';

export const dissectExtractor: ExtractorDefinition = {
  name: 'dissect',
  doc: 'Cuts the whole text into fields at the texts that stand between them: no patterns, so it is fast. The text must be used up to its end.',
  rule: '`%{name}` is a field, up to what stands behind it in the rule. `%{name:int}` and `%{name:float}` are numbers; `%{+name}` is added to the field of that name, with a blank (or the last padding) between; `%{?name}` is left out, and `%{&name}` is a field that is called what that one held; `%{_}` skips blanks and `%{_(-)}` something else, however much of it there is; `%{}` is left out. `\\n`, `\\t`, `\\r` and `\\\\` are escapes between fields.',
  result: 'A record of the fields.',
  examples: [
    {
      rule: '%{host} [%{level}] %{took:int}ms',
      text: 'web-1 [warn] 12ms',
      result: '{"host": "web-1", "level": "warn", "took": 12}',
    },
    {
      rule: '%{date}%{_(-)} %{?key} %{&key}',
      text: '2019/04/20------- high 3',
      result: '{"date": "2019/04/20", "high": "3"}',
    },
    { rule: '%{+name} %{+name}, %{}', text: 'Ada Lovelace, London', result: '{"name": "Ada Lovelace"}' },
    { rule: '%{name}%{_}%{age:float}', text: 'John    22', result: '{"name": "John", "age": 22.0}' },
    { rule: '%{a} %{b}', text: 'one', result: null },
  ],
  compile: (rule) => {
    const parts = compileDissect(rule);
    const extract = (text: string) => runDissect(parts, text);
    return { test: (text) => extract(text) !== undefined, extract };
  },
};
