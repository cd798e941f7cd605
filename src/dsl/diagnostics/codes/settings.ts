import type { CodeEntry } from './entry.ts';

/** FR4xx, arguments and settings. */
export const settingsCodes: readonly CodeEntry[] = [
  {
    code: 'FR401',
    title: 'a missing argument',
    why: 'An argument without a default has to be given: after `with` in `create` or `deploy`, or for a flow with `--arg name=value`.',
    wrong: 'deploy flow main;',
    right: 'deploy flow main with path = "in.json" end;',
  },
  {
    code: 'FR402',
    title: 'an unknown argument',
    why: '`with` in `create` and `deploy` gives values to the arguments that the definition declares after `args`.',
    wrong: 'create connector a with paht = "x" end;',
    right: 'create connector a with path = "x" end;',
  },
  {
    code: 'FR403',
    title: 'something is given twice',
    why: 'In one `with` every name stands once.',
    wrong: 'with path = "a", path = "b" end',
    right: 'with path = "a" end',
  },
  {
    code: 'FR404',
    title: 'an argument that is declared twice',
    why: 'The arguments of a definition have names of their own.',
    wrong: 'args path, path',
    right: 'args path',
  },
  {
    code: 'FR405',
    title: 'an unknown setting of a connector',
    why: 'The `with` of a connector definition takes `codec`, `config`, `preprocessors`, `postprocessors` and `metrics_interval_s`. What a type has besides stands in `config`.',
    wrong: 'with code = "json" end',
    right: 'with codec = "json" end',
  },
  {
    code: 'FR406',
    title: 'a missing codec',
    why: 'A connector that reads or writes bytes needs a codec that says what they mean.',
    wrong: 'define connector a from file with config = {…} end;',
    right: 'define connector a from file with codec = "json", config = {…} end;',
  },
  {
    code: 'FR407',
    title: 'a codec where none can be',
    why: 'The events of some connectors have never been bytes, so there is nothing to decode.',
  },
  {
    code: 'FR408',
    title: 'a part that is not written as a name or a record',
    why: 'A codec, preprocessor or postprocessor is written as its name or as `{"name": …, "config": {…}}`; the latter two stand in an array.',
    wrong: 'preprocessors = "lines"',
    right: 'preprocessors = ["lines"]',
  },
  {
    code: 'FR409',
    title: 'an unknown setting',
    why: 'The `config` of a part takes only the settings that the part has; the reference lists them.',
    wrong: 'config = {"pth": "in.json"}',
    right: 'config = {"path": "in.json"}',
  },
  {
    code: 'FR410',
    title: 'a missing setting',
    why: 'A setting without a default has to be given.',
    wrong: 'config = {"mode": "read"}',
    right: 'config = {"mode": "read", "path": "in.json"}',
  },
  {
    code: 'FR411',
    title: 'a setting of the wrong type',
    why: 'The value of a setting has the type that the reference gives it. Nothing is converted: `"5"` is not 5.',
    wrong: 'config = {"max_line_bytes": "5000"}',
    right: 'config = {"max_line_bytes": 5000}',
  },
  {
    code: 'FR412',
    title: 'a setting out of bounds',
    why: 'The setting has a smallest or a largest value, which the message gives.',
  },
  {
    code: 'FR413',
    title: 'a setting with an unknown value',
    why: 'The setting takes one of several values, which the message lists.',
    wrong: 'config = {"mode": "raed"}',
    right: 'config = {"mode": "read"}',
  },
  {
    code: 'FR414',
    title: 'a setting that is not possible',
    why: 'The part refuses this value; the message says why.',
  },
  {
    code: 'FR415',
    title: 'an unknown argument on the command line',
    why: '`--arg name=value` gives a value to an argument that a deployed flow declares after `args`.',
  },
  {
    code: 'FR416',
    title: 'an unknown name after `#!config`',
    why: '`#!config` knows `metrics_interval_s`, how often something is measured, and `id`, what it is called there.',
    wrong: '#!config metrics_intervall_s = 5',
    right: '#!config metrics_interval_s = 5',
  },
];
