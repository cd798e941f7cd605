import { compileScriptAlone } from '../../src/dsl/alone.ts';
import type { ScriptInstance } from '../../src/dsl/5-emit/script/index.ts';
import { render } from '../../src/dsl/diagnostics/index.ts';
import type { ModuleFolder } from '../../src/dsl/index.ts';
import { JsonScanner } from '../../src/runtime/value/json-scan.ts';
import { jsonText, parseJson } from '../../src/runtime/value/json.ts';
import { EMPTY_RECORD } from '../../src/runtime/value/value.ts';
import type { Value } from '../../src/runtime/value/value.ts';

/** How an event is held: as text that is built when somebody looks into it, or built already. */
export type Form = 'lazy' | 'built';

/** Compiles a bare script. Throws the frames of its mistakes. */
export function compileScript(text: string, modules: readonly ModuleFolder[] = []): ScriptInstance {
  const { value, diagnostics } = compileScriptAlone({ name: 'script.flow', text }, { folders: modules });
  if (value === null) throw new Error(render(diagnostics, { colour: false }));
  return value.create();
}

/** Runs a bare script over events; gives what came of each as a line of JSON, numbers exactly as they are. */
export function runScript(
  text: string,
  events: readonly string[],
  form: Form,
  modules: readonly ModuleFolder[] = [],
): readonly string[] {
  const script = compileScript(text, modules);
  return events.flatMap((event) => runEvent(script, toValue(event, form)) ?? []);
}

export function toValue(text: string, form: Form): Value {
  if (form === 'built') return parseJson(text);
  const bytes = Buffer.from(text);
  return new JsonScanner().scan(bytes, 0, bytes.length) ?? null;
}

/** Null when the event is dropped. */
function runEvent(script: ScriptInstance, event: Value): string | null {
  const { frame } = script;
  frame.event = event;
  frame.meta = EMPTY_RECORD;
  switch (script.run('in')) {
    case 'drop':
      return null;
    case 'emit': {
      const meta = frame.meta.size === 0 ? '' : `,"meta":${jsonText(frame.meta)}`;
      return `{"port":${jsonText(script.port)},"value":${jsonText(script.value)}${meta}}`;
    }
    case 'error': {
      const { code, located } = script.error!;
      return `{"error":${jsonText(`${code}: ${located}`)},"event":${jsonText(frame.event)}}`;
    }
  }
}
