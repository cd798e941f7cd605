import { compile } from '../../src/dsl/index.ts';
import type { Diagnostic, ModuleFolder, Plan } from '../../src/dsl/index.ts';
import { Batch } from '../../src/runtime/batch.ts';
import type { Pipeline, PipelineOutput } from '../../src/runtime/pipeline.ts';
import { jsonText, parseJson } from '../../src/runtime/value/json.ts';
import { asRecord } from '../../src/runtime/value/kind.ts';
import { EMPTY_RECORD } from '../../src/runtime/value/value.ts';
import type { Value, ValueRecord } from '../../src/runtime/value/value.ts';
import { testRegistry } from './registry.ts';

/** Compiles what stands in a flow. Its first line stays the first line, so that messages have the right places. */
export async function compileFlow(
  body: string,
  modules: readonly ModuleFolder[] = [],
): Promise<{ readonly plan: Plan | null; readonly diagnostics: readonly Diagnostic[] }> {
  const text = `define flow test flow ${body} end; deploy flow test;`;
  const { value, diagnostics } = await compile(
    { name: 'query.flow', text },
    { registry: testRegistry(), modules },
  );
  return { plan: value, diagnostics };
}

/** Runs lines through the pipeline `main`; the output is one line per event, in the order in which they come out. */
export async function runPipeline(
  body: string,
  input: string,
  modules: readonly ModuleFolder[] = [],
): Promise<{ readonly diagnostics: readonly Diagnostic[]; readonly output: string }> {
  const { plan, diagnostics } = await compileFlow(body, modules);
  const main = plan?.flows[0]?.pipelines.find((pipeline) => pipeline.name === 'main');
  return { diagnostics, output: main === undefined ? '' : pushLines(main.create(), input) };
}

/**
 * Pushes one event per line, `{"value": …, "port"?: …, "meta"?: …, "time"?: …}`, and prints what comes out in the same
 * form. The time, in nanoseconds, stays as it was until a line has another. `{"tick": ns}` says that time goes on,
 * `{"flush": true}` that no more events come.
 */
export function pushLines(pipeline: Pipeline, input: string): string {
  const recorder = new Recorder(pipeline);
  let offset = 0;
  let nowNs = 1_000n;
  for (const line of input.split('\n').filter((each) => each !== '')) {
    const fields = asRecord(parseJson(line))!;
    const time = fields.get('time') ?? fields.get('tick');
    if (time !== undefined) nowNs = BigInt(time as number | bigint);
    if (fields.has('tick')) pipeline.tick(nowNs, recorder);
    if (fields.has('flush')) pipeline.flush(nowNs, recorder);
    if (!fields.has('value')) continue;
    const batch = new Batch({ uri: 'test:in.ndjson' }, nowNs);
    batch.push(fields.get('value')!, asRecord(fields.get('meta') ?? EMPTY_RECORD)!, offset);
    pipeline.push((fields.get('port') as string | undefined) ?? 'in', batch, recorder);
    offset += line.length + 1;
  }
  return recorder.lines.map((each) => `${each}\n`).join('');
}

/** What a pipeline emits during `run`, one line per event. */
export function recorded(pipeline: Pipeline, run: (out: PipelineOutput) => void): readonly string[] {
  const recorder = new Recorder(pipeline);
  run(recorder);
  return recorder.lines;
}

/** Notes in which order the ports are emitted into, which batches of their own would hide. */
class Recorder implements PipelineOutput {
  readonly lines: string[] = [];
  readonly #ports: readonly Batch[];

  constructor(pipeline: Pipeline) {
    const lines = this.lines;
    this.#ports = pipeline.outputs.map((port) => {
      const batch = new Batch({ uri: 'test:out' }, 0n);
      batch.push = (value: Value, meta: ValueRecord) => void lines.push(lineOf(port, value, meta));
      return batch;
    });
  }

  port(index: number): Batch {
    return this.#ports[index]!;
  }
}

function lineOf(port: string, value: Value, meta: ValueRecord): string {
  const fields = new Map<string, Value>([
    ['port', port],
    ['value', value],
  ]);
  if (meta.size > 0) fields.set('meta', meta);
  return jsonText(fields);
}
