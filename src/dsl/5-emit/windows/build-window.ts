import { bug } from '../../../runtime/errors.ts';
import { isInteger } from '../../../runtime/value/kind.ts';
import type { Integer } from '../../../runtime/value/kind.ts';
import type { Value } from '../../../runtime/value/value.ts';
import type { Findings, UsedWindow } from '../../4-analyse/index.ts';
import { windowSettingMistake } from '../../4-analyse/window-settings.ts';
import { emitScript } from '../script/index.ts';
import { evaluate, homeOf } from '../settings/environment.ts';
import type { Environment } from '../settings/environment.ts';
import type { Trigger } from './trigger.ts';
import { IntervalTrigger, SizeTrigger, StateTrigger } from './triggers.ts';
import { WindowScript } from './window-script.ts';
import type { CompiledWindowScript } from './window-script.ts';
import type { WindowNode } from './windowed-node.ts';

/** A window as a select uses it. `environment` is that of the pipeline with the select. Null: not in order (reported). */
export function buildWindow(
  { path, facts }: UsedWindow,
  environment: Environment,
  findings: Findings,
): WindowNode | null {
  const { definition, scope, closesBy } = facts;
  const home = homeOf(scope, environment);
  const own = findings.of(scope.source);
  const settings = new Map<string, Value>();
  let isFine = true;
  for (const setting of definition.settings) {
    const value = evaluate(setting.value, home, findings);
    const mistake = value === undefined ? undefined : windowSettingMistake(setting, value);
    if (mistake !== undefined) own.error(mistake);
    if (value === undefined || mistake !== undefined) isFine = false;
    else settings.set(setting.name.text, value);
  }
  const script = buildScript(facts.script, home.args, own);
  if (!isFine) return null;
  const count = (name: string): Integer | null => {
    const value = settings.get(name) ?? null;
    return isInteger(value) ? value : null;
  };
  return {
    name: path.names.at(-1)!.text,
    flush: settings.get('flush') !== false,
    maxGroups: count('max_groups'),
    source: environment.scope.source,
    span: path.span,
    createTrigger(instance): Trigger {
      const running = script && new WindowScript(script, instance);
      switch (closesBy) {
        case 'size':
          return new SizeTrigger(count('size') ?? bug('a window without its size'), running);
        case 'interval':
          return new IntervalTrigger(
            BigInt(count('interval') ?? bug('a window without its interval')),
            running,
          );
        case 'state':
          return new StateTrigger(running ?? bug('a window with state without a script'));
      }
    },
  };
}

function buildScript(
  facts: UsedWindow['facts']['script'],
  args: Environment['args'],
  findings: Findings,
): CompiledWindowScript | null {
  if (facts === null) return null;
  const { value: compiled, diagnostics } = emitScript(facts, args, findings.variables);
  findings.add(diagnostics);
  return { compiled, facts };
}
