import { compileQueryAlone } from '../dsl/alone.ts';
import type { Diagnostic } from '../dsl/diagnostics/index.ts';
import { Batch } from '../runtime/batch.ts';
import { settle } from '../runtime/value/captured.ts';
import { CodecError } from '../runtime/errors.ts';
import { OPERATORS } from '../runtime/operators/index.ts';
import type { Pipeline, PipelineOutput } from '../runtime/pipeline.ts';
import { EMPTY_RECORD } from '../runtime/value/value.ts';
import type { Value, ValueRecord } from '../runtime/value/value.ts';
import { moduleFolder } from '../module-folder.ts';
import { compiledOrThrow } from './compile-error.ts';
import { NO_OFFSET, ingestNsOf, metaOf, originOf, toValue } from './context.ts';
import type { EventContext } from './context.ts';
import { NO_FLOW } from '../dsl/5-emit/evaluator.ts';
import type { EmbedOptions } from './script.ts';

export interface QueryEvent {
  readonly value: Value;
  readonly meta: ValueRecord;
}

/** What came out, in the order in which it did: the port and the event. */
export type QueryResult = readonly (readonly [port: string, event: QueryEvent])[];

/** A pipeline with its state. */
export interface Query {
  readonly inputs: readonly string[];
  /** Always contains `err`. */
  readonly outputs: readonly string[];
  /** What the compiler remarked; there are no errors among it. */
  readonly warnings: readonly Diagnostic[];
  /** Runs one event through the pipeline. Throws only for what is no value of the language, and for an unknown port. */
  run(value: unknown, context?: EventContext): QueryResult;
  /** Time has come to `nowNs` (nanoseconds since 1970): what is due comes out. In a flow this happens ten times a second. */
  tick(nowNs: bigint): QueryResult;
  /**
   * No more events will come: what windows and batches hold comes out, unless they are told to keep it. In a flow this
   * happens at the end of input and on a clean stop.
   */
  flush(nowNs?: bigint): QueryResult;
  /** The state of all its scripts, windows and operators: for {@link restore}, and `jsonText`. */
  capture(): Value;
  /** Puts back what `capture` gave. Before the first event. */
  restore(state: unknown): void;
}

/**
 * Compiles a query: what stands between `pipeline` and `end`, or in a `.trickle` file. Throws CompileError when there
 * are mistakes in it.
 */
export function compileQuery(
  text: string,
  { name = 'query', instance = NO_FLOW, modulePaths = [], env = {} }: EmbedOptions = {},
): Query {
  const folders = modulePaths.map((dir) => moduleFolder(dir));
  const result = compileQueryAlone({ name, text }, instance, { folders, operators: OPERATORS, env });
  return new EmbeddedQuery(compiledOrThrow(result), result.diagnostics);
}

class EmbeddedQuery implements Query {
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly warnings: readonly Diagnostic[];
  readonly #pipeline: Pipeline;
  readonly #recorder: Recorder;

  constructor(pipeline: Pipeline, warnings: readonly Diagnostic[]) {
    this.inputs = pipeline.inputs;
    this.outputs = pipeline.outputs;
    this.warnings = warnings;
    this.#pipeline = pipeline;
    this.#recorder = new Recorder(pipeline.outputs);
  }

  run(value: unknown, context: EventContext = {}): QueryResult {
    const port = context.port ?? 'in';
    if (!this.inputs.includes(port)) throw new CodecError(`the query has no input port \`${port}\``);
    const batch = new Batch(originOf(context), ingestNsOf(context));
    batch.push(toValue(value), metaOf(context), context.offset ?? NO_OFFSET);
    this.#pipeline.push(port, batch, this.#recorder);
    return this.#recorder.take();
  }

  tick(nowNs: bigint): QueryResult {
    this.#pipeline.tick(nowNs, this.#recorder);
    return this.#recorder.take();
  }

  flush(nowNs = ingestNsOf({})): QueryResult {
    this.#pipeline.flush(nowNs, this.#recorder);
    return this.#recorder.take();
  }

  capture(): Value {
    return settle(this.#pipeline.capture());
  }

  restore(state: unknown): void {
    this.#pipeline.restore(toValue(state));
  }
}

/** Keeps the order in which the ports are emitted into, which a batch per port would lose. */
class Recorder implements PipelineOutput {
  readonly #ports: readonly Batch[];
  #events: (readonly [string, QueryEvent])[] = [];

  constructor(outputs: readonly string[]) {
    this.#ports = outputs.map((port) => {
      const batch = new Batch({ uri: '' }, 0n);
      batch.push = (value, meta = EMPTY_RECORD) => void this.#events.push([port, { value, meta }]);
      return batch;
    });
  }

  port(index: number): Batch {
    return this.#ports[index]!;
  }

  take(): QueryResult {
    const events = this.#events;
    this.#events = [];
    return events;
  }
}
