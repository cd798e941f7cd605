import { isStackOverflow } from '../../../runtime/errors.ts';
import type { Secrets } from '../../../runtime/plan.ts';
import type { Value } from '../../../runtime/value/value.ts';
import type { Source, Span } from '../../diagnostics/diagnostic.ts';
import { RuntimeError } from '../evaluator.ts';
import type { ScriptInstance } from './compiled-script.ts';
import { Stop, createFrame } from './statement.ts';
import type { ScriptFrame, Statement } from './statement.ts';

/** The compiled bodies that all instances of a script share. */
export interface Program {
  readonly source: Source;
  /** The script's name, for errors that have no place inside it. */
  readonly span: Span;
  readonly name: string;
  /** By input port. */
  readonly bodies: ReadonlyMap<string, Statement>;
  readonly slots: number;
  readonly state: Value;
  /** What no error may show. */
  readonly secrets: Secrets;
}

export class RunningScript implements ScriptInstance {
  readonly frame: ScriptFrame;
  value: Value = null;
  port = 'out';
  error: RuntimeError | null = null;
  readonly #program: Program;

  constructor(program: Program) {
    this.#program = program;
    this.frame = createFrame(program.slots, program.state);
  }

  run(port: string): 'emit' | 'drop' | 'error' {
    const { bodies, slots } = this.#program;
    const body = bodies.get(port);
    if (body === undefined) return this.#unknownPort(port);
    if (slots > 0) this.frame.locals.fill(undefined);
    // What was made for the last event is out of our hands.
    this.frame.owned.fill(null);
    try {
      return this.#accept(body(this.frame));
    } catch (thrown) {
      this.error = this.#toRuntimeError(thrown);
      return 'error';
    }
  }

  #accept(result: Value | Stop): 'emit' | 'drop' {
    if (result instanceof Stop) {
      if (result.outcome === 'drop') return 'drop';
      this.value = this.frame.emitted;
      this.port = this.frame.port;
    } else {
      this.value = result;
      this.port = 'out';
    }
    return 'emit';
  }

  #unknownPort(port: string): 'error' {
    const { name, source, span } = this.#program;
    this.error = new RuntimeError('FR843', `the script \`${name}\` has no port \`${port}\``, source, span);
    return 'error';
  }

  #hideSecrets(error: RuntimeError): RuntimeError {
    const message = this.#program.secrets.hide(error.message);
    return message === error.message
      ? error
      : new RuntimeError(error.code, message, error.source, error.span, error.help);
  }

  /** The one other thing that an event can bring about: more nesting than the stack takes. */
  #toRuntimeError(thrown: unknown): RuntimeError {
    if (thrown instanceof RuntimeError) return this.#hideSecrets(thrown);
    if (!isStackOverflow(thrown)) throw thrown;
    const { name, source, span } = this.#program;
    return new RuntimeError(
      'FR844',
      `the event is nested too deeply for the script \`${name}\``,
      source,
      span,
    );
  }
}
