import { builtInRegistry } from '../../built-ins.ts';
import { startFlow } from '../../runtime/engine/flow.ts';
import type { Pipeline } from '../../runtime/pipeline.ts';
import { Killed } from '../exit.ts';
import { createLogger } from '../log.ts';
import { watchSignals } from '../signals.ts';
import { wantsColour } from '../terminal.ts';
import { streamPlan } from './stream-plan.ts';

/** How long what is on its way may take to come out after Ctrl-C, milliseconds. */
const STOP_BUDGET_MS = 30_000;

/** Runs a pipeline over the lines of a file or of standard input. */
export async function runStream(pipeline: Pipeline, input: string | undefined): Promise<void> {
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
