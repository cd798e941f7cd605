import { compileScriptAlone } from '../dsl/alone.ts';
import { NO_FLOW } from '../dsl/5-emit/evaluator.ts';
import { LineTable } from '../dsl/diagnostics/position.ts';
import type { Diagnostic } from '../dsl/diagnostics/index.ts';
import type { ScriptInstance } from '../dsl/5-emit/script/index.ts';
import { errorEvent } from '../runtime/error-event.ts';
import type { Value, ValueRecord } from '../runtime/value/value.ts';
import { moduleFolder } from '../module-folder.ts';
import { compiledOrThrow } from './compile-error.ts';
import { NO_OFFSET, ingestNsOf, metaOf, originOf, toValue } from './context.ts';
import type { EventContext } from './context.ts';

export interface EmbedOptions {
  /** What the text is called in messages: its file. */
  readonly name?: string;
  /** What `tremor::system::instance()` gives; in a flow, the name under which it is deployed. */
  readonly instance?: string;
  /** The folders in which the modules that it uses are looked for, in this order. */
  readonly modulePaths?: readonly string[];
  /** What `env::var` reads: `process.env`, or less. Without it no variable is set. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

export interface ScriptContext extends EventContext {
  /** Puts this in the place of the state that earlier events left. */
  readonly state?: unknown;
}

/** What became of an event. */
export type ScriptResult =
  | { readonly kind: 'emit'; readonly port: string; readonly value: Value; readonly meta: ValueRecord }
  | { readonly kind: 'drop' }
  | ScriptFailure;

/** The event could not be dealt with; in a flow, `value` would go to the port `err`. */
export interface ScriptFailure {
  readonly kind: 'error';
  /** `FR821`; `flowrun explain FR821` says more. */
  readonly code: string;
  readonly message: string;
  /** Where in the text: the file, and line and column counted from 1. */
  readonly place: { readonly source: string; readonly line: number; readonly column: number };
  /** `{"error": message with its place, "event": the event as it was then, …}`. */
  readonly value: ValueRecord;
  readonly meta: ValueRecord;
}

/** A script with its state. */
export interface Script {
  /** `in`, and the other ports that it has handlers for. */
  readonly inputs: readonly string[];
  /** What the compiler remarked; there are no errors among it. */
  readonly warnings: readonly Diagnostic[];
  /** What the script keeps from event to event. */
  readonly state: Value;
  /** Runs the script for one event. Throws only for what is no value of the language. */
  run(value: unknown, context?: ScriptContext): ScriptResult;
}

/**
 * Compiles a script: what stands between `script` and `end`, or in a `.tremor` file. Throws CompileError when there are
 * mistakes in it.
 */
export function compileScript(
  text: string,
  { name = 'script', instance = NO_FLOW, modulePaths = [], env = {} }: EmbedOptions = {},
): Script {
  const result = compileScriptAlone(
    { name, text },
    { folders: modulePaths.map((dir) => moduleFolder(dir)), env },
  );
  const compiled = compiledOrThrow(result);
  const script = compiled.create();
  script.frame.instance = instance;
  return new EmbeddedScript(compiled.inputs, script, result.diagnostics);
}

class EmbeddedScript implements Script {
  readonly inputs: readonly string[];
  readonly warnings: readonly Diagnostic[];
  readonly #script: ScriptInstance;

  constructor(inputs: readonly string[], script: ScriptInstance, warnings: readonly Diagnostic[]) {
    this.inputs = inputs;
    this.warnings = warnings;
    this.#script = script;
  }

  get state(): Value {
    return this.#script.frame.state;
  }

  run(value: unknown, context: ScriptContext = {}): ScriptResult {
    const script = this.#script;
    const { frame } = script;
    frame.event = toValue(value);
    frame.meta = metaOf(context);
    frame.ingestNs = ingestNsOf(context);
    frame.origin = originOf(context);
    frame.offset = context.offset ?? NO_OFFSET;
    if (context.state !== undefined) frame.state = toValue(context.state);
    switch (script.run(context.port ?? 'in')) {
      case 'drop':
        return { kind: 'drop' };
      case 'emit':
        return { kind: 'emit', port: script.port, value: script.value, meta: frame.meta };
      case 'error':
        return failureOf(script);
    }
  }
}

function failureOf({ error, frame }: ScriptInstance): ScriptFailure {
  const { code, message, located, source, span } = error!;
  const { line, column } = new LineTable(source).position(span.start);
  const origin = { uri: frame.origin.uri, offset: frame.offset };
  return {
    kind: 'error',
    code,
    message,
    place: { source: source.name, line, column },
    value: errorEvent({ error: located, event: frame.event, origin, source: source.name }),
    meta: frame.meta,
  };
}
