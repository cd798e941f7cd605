import { aKind, isInteger, kindOf } from '../../runtime/value/kind.ts';
import { describeValue } from '../../runtime/value/text.ts';
import type { Value } from '../../runtime/value/value.ts';
import type * as ast from '../3-ast/nodes.ts';
import type { Finding } from './findings.ts';

/** What can stand in the `with` of a window. */
export const WINDOW_SETTINGS = ['size', 'interval', 'max_groups', 'flush'] as const;

export type WindowSetting = (typeof WINDOW_SETTINGS)[number];

export function isWindowSetting(name: string): name is WindowSetting {
  return (WINDOW_SETTINGS as readonly string[]).includes(name);
}

/** Why a setting of a window cannot have this value; undefined when it can. */
export function windowSettingMistake(setting: ast.Setting, value: Value): Finding | undefined {
  const name = setting.name.text;
  const wanted = name === 'flush' ? 'a bool' : 'an integer from 1 on';
  const fits = name === 'flush' ? typeof value === 'boolean' : isInteger(value) && value >= 1;
  if (fits) return undefined;
  const found = isInteger(value) ? describeValue(value) : aKind(kindOf(value));
  return {
    code: 'FR363',
    title: `\`${name}\` of a window must be ${wanted}, not ${found}`,
    span: setting.value.span,
    label: `not ${wanted}`,
    help: [HELP[name as WindowSetting]],
  };
}

const HELP: Readonly<Record<WindowSetting, string>> = {
  size: 'it is the number of events in a window',
  interval: 'it is in nanoseconds: `time::nanos::from_seconds(5)`',
  max_groups: 'it is the number of groups that are kept at a time',
  flush: '`flush = false` keeps what is in the window when the input ends, for the next run',
};
