import { NO_FLOW } from '../../dsl/5-emit/evaluator.ts';
import { builtInRegistry } from '../../built-ins.ts';
import { compileQueryAlone, compileScriptAlone } from '../../dsl/alone.ts';
import type { PhaseResult, Source } from '../../dsl/diagnostics/index.ts';
import { error } from '../../dsl/diagnostics/report.ts';
import type { ModuleFolder } from '../../dsl/index.ts';
import type { CompiledScript } from '../../dsl/5-emit/script/index.ts';
import { FlowFailure } from '../../runtime/errors.ts';
import { startFlow } from '../../runtime/engine/flow.ts';
import { OPERATORS } from '../../runtime/operators/index.ts';
import type { Pipeline } from '../../runtime/pipeline.ts';
import { jsonText } from '../../runtime/value/json.ts';
import { createScriptPipeline } from '../eval/script-pipeline.ts';
import { streamPlan } from '../eval/stream-plan.ts';
import { Killed, UsageError } from '../exit.ts';
import { readText } from '../load.ts';
import { createLogger } from '../log.ts';
import { moduleFolders } from '../module-folders.ts';
import { reportDiagnostics } from '../report.ts';
import { watchSignals } from '../signals.ts';
import { wantsColour } from '../terminal.ts';

export interface EvalOptions {
  readonly file?: string;
  readonly query?: string;
  readonly input?: string;
  readonly modulePath: readonly string[];
}

/** How long what is on its way may take to come out after Ctrl-C, milliseconds. */
const STOP_BUDGET_MS = 30_000;

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
    const script = checked(compileScriptAlone(sourceOf(file), folders), file);
    return stream(createScriptPipeline(script, file), input);
  }
  return stream(
    checked(compileQueryAlone(sourceOf(query!), NO_FLOW, { folders, operators: OPERATORS }), query!),
    input,
  );
}

function sourceOf(file: string): Source {
  return { name: file, text: readText(file) };
}

function checked<T>({ value, diagnostics }: PhaseResult<T | null>, name: string): T {
  report(diagnostics);
  if (value === null) throw new UsageError(`\`${name}\` was not run`);
  return value;
}

function report(diagnostics: Parameters<typeof reportDiagnostics>[0]): void {
  const colour = wantsColour(process.env, process.stderr.isTTY);
  reportDiagnostics(diagnostics, { colour, print: (text) => process.stderr.write(`${text}\n`) });
}

function evaluate(source: Source, folders: readonly ModuleFolder[]): void {
  const script = checked<CompiledScript>(compileScriptAlone(source, folders), source.name).create();
  script.frame.instance = NO_FLOW;
  script.frame.ingestNs = BigInt(Date.now()) * 1_000_000n;
  const outcome = script.run('in');
  if (outcome === 'error') {
    const { code, message, source: at, span } = script.error!;
    report([error({ code, title: message, source: at, span })]);
    throw new FlowFailure('the expression has no value');
  }
  if (outcome === 'emit') process.stdout.write(`${jsonText(script.value)}\n`);
}

/** Runs a pipeline over the lines of a file or of standard input. */
async function stream(pipeline: Pipeline, input: string | undefined): Promise<void> {
  const flow = startFlow(streamPlan(input === undefined || input === '-' ? null : input, pipeline), {
    registry: builtInRegistry(),
    baseDir: process.cwd(),
    env: process.env,
    logger: createLogger({
      level: 'warn',
      json: false,
      colour: wantsColour(process.env, process.stderr.isTTY),
      write: (line) => void process.stderr.write(`${line}\n`),
    }),
    onError: 'continue',
    s3Override: undefined,
    stopBudgetMs: STOP_BUDGET_MS,
  });
  const signals = watchSignals({
    first: () => flow.stop(),
    second: (signal) => flow.abort(new Killed(signal)),
  });
  try {
    await flow.done;
  } finally {
    signals.end();
  }
}
