import { NO_FLOW } from '../../dsl/5-emit/evaluator.ts';
import { compileQueryAlone, compileScriptAlone } from '../../dsl/alone.ts';
import type { PhaseResult, Source } from '../../dsl/diagnostics/index.ts';
import { error } from '../../dsl/diagnostics/report.ts';
import type { ModuleFolder } from '../../dsl/index.ts';
import type { CompiledScript } from '../../dsl/5-emit/script/index.ts';
import { FlowFailure } from '../../runtime/errors.ts';
import type { Pipeline } from '../../runtime/pipeline.ts';
import { jsonText } from '../../runtime/value/json.ts';
import { UsageError } from '../exit.ts';
import { readText } from '../load.ts';
import { moduleFolders } from '../module-folders.ts';
import { reportDiagnostics } from '../report.ts';
import { wantsColour } from '../terminal.ts';

export interface EvalOptions {
  readonly file?: string;
  readonly query?: string;
  readonly input?: string;
  readonly modulePath: readonly string[];
}

/** `flowrun eval`: an expression, or a script or a query over lines. Throws UsageError when there are mistakes. */
export async function evalCommand(expression: string | undefined, options: EvalOptions): Promise<void> {
  const { file, query, input } = options;
  const folders = moduleFolders(file ?? query ?? null, options.modulePath);
  const given = [expression, file, query].filter((each) => each !== undefined);
  if (given.length !== 1) {
    throw new UsageError('one of an expression, `-f` and `--query` is needed', 'see `flowrun eval --help`');
  }
  if (expression !== undefined) {
    if (input !== undefined) {
      throw new UsageError('`--input` goes with `-f` or `--query`', 'an expression is computed once');
    }
    return evaluate({ name: 'expression', text: expression }, folders);
  }
  if (file !== undefined) {
    const script = await checked(compileScriptAlone(sourceOf(file), { folders, env: process.env }), file);
    const { createScriptPipeline } = await import('../eval/script-pipeline.ts');
    return stream(createScriptPipeline(script, file), input);
  }
  const { OPERATORS } = await import('../../runtime/operators/index.ts');
  return stream(
    await checked(
      compileQueryAlone(sourceOf(query!), NO_FLOW, { folders, operators: OPERATORS, env: process.env }),
      query!,
    ),
    input,
  );
}

function sourceOf(file: string): Source {
  return { name: file, text: readText(file) };
}

async function checked<T>({ value, diagnostics }: PhaseResult<T | null>, name: string): Promise<T> {
  await report(diagnostics);
  if (value === null) throw new UsageError(`\`${name}\` was not run`);
  return value;
}

function report(diagnostics: Parameters<typeof reportDiagnostics>[0]): Promise<void> {
  const colour = wantsColour(process.env, process.stderr.isTTY);
  return reportDiagnostics(diagnostics, { colour, print: (text) => process.stderr.write(`${text}\n`) });
}

async function evaluate(source: Source, folders: readonly ModuleFolder[]): Promise<void> {
  const compiled = compileScriptAlone(source, { folders, env: process.env });
  const script = (await checked<CompiledScript>(compiled, source.name)).create();
  script.frame.instance = NO_FLOW;
  script.frame.ingestNs = BigInt(Date.now()) * 1_000_000n;
  const outcome = script.run('in');
  if (outcome === 'error') {
    const { code, message, source: at, span } = script.error!;
    await report([error({ code, title: message, source: at, span })]);
    throw new FlowFailure('the expression has no value');
  }
  if (outcome === 'emit') process.stdout.write(`${jsonText(script.value)}\n`);
}

/** An expression needs no engine: what runs events is loaded only for those. */
async function stream(pipeline: Pipeline, input: string | undefined): Promise<void> {
  const { runStream } = await import('../eval/run-stream.ts');
  return runStream(pipeline, input);
}
