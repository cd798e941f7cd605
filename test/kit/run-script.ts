import { analyseScript } from '../../src/dsl/4-analyse/script/index.ts';
import { parseScript } from '../../src/dsl/3-ast/index.ts';
import type { ScriptDefinition } from '../../src/dsl/3-ast/index.ts';
import { emitScript } from '../../src/dsl/5-emit/script/index.ts';
import type { ScriptInstance } from '../../src/dsl/5-emit/script/index.ts';
import { hasErrors, render } from '../../src/dsl/diagnostics/index.ts';
import type { Diagnostic, Source } from '../../src/dsl/diagnostics/index.ts';
import { Variables } from '../../src/dsl/variables.ts';
import { JsonScanner } from '../../src/runtime/value/json-scan.ts';
import { jsonText, parseJson } from '../../src/runtime/value/json.ts';
import { EMPTY_RECORD } from '../../src/runtime/value/value.ts';
import type { Value } from '../../src/runtime/value/value.ts';

/** How an event is held: as text that is built when somebody looks into it, or built already. */
export type Form = 'lazy' | 'built';

/** Compiles a bare script. Throws the frames of its mistakes. */
export function compileScript(text: string): ScriptInstance {
  const source: Source = { name: 'script.flow', text };
  const parsed = parseScript(source);
  refuseErrors(parsed.diagnostics);
  const analysed = analyseScript(wrap(parsed.value, source), source);
  refuseErrors(analysed.diagnostics);
  const emitted = emitScript(analysed.value, EMPTY_RECORD, new Variables({}));
  refuseErrors(emitted.diagnostics);
  return emitted.value.create();
}

/** Runs a bare script over events; gives what came of each as a line of JSON, numbers exactly as they are. */
export function runScript(text: string, events: readonly string[], form: Form): readonly string[] {
  const script = compileScript(text);
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

function wrap(body: ScriptDefinition['body'], { text }: Source): ScriptDefinition {
  const span = { start: 0, end: text.length };
  const name = { kind: 'name', text: 'test', span } as const;
  return { kind: 'define-script', docs: [], name, params: [], state: null, handlers: [], body, span };
}

function refuseErrors(diagnostics: readonly Diagnostic[]): void {
  if (hasErrors(diagnostics)) throw new Error(render(diagnostics, { colour: false }));
}
