import { join, resolve } from 'node:path';
import type { Logger } from '../../runtime/api.ts';
import { createLocalStore } from '../../runtime/checkpoint/local-store.ts';
import type { StateStore } from '../../runtime/checkpoint/store.ts';
import type { RunningFlow } from '../../runtime/engine/flow.ts';
import { startFlow } from '../../runtime/engine/flow.ts';
import type { FlowPlan } from '../../runtime/plan.ts';
import type { AskedEnd } from '../asked-end.ts';
import { createAskedEnd, wasAskedFor } from '../asked-end.ts';
import { Killed, UsageError } from '../exit.ts';
import { liveLine, totalsOf } from '../live-line.ts';
import { loadFlow } from '../load.ts';
import type { LocalEndpoint } from '../local.ts';
import { DEFAULT_LOCAL_DIR, startLocalEndpoint } from '../local.ts';
import type { LogLevel } from '../log.ts';
import { createLogger } from '../log.ts';
import { reportDiagnostics } from '../report.ts';
import { watchSignals } from '../signals.ts';
import { DEFAULT_STATE_DIR } from '../saved-states.ts';
import type { Ending } from '../summary.ts';
import { summary, summaryFields } from '../summary.ts';
import type { Terminal } from '../terminal.ts';
import { createTerminal } from '../terminal.ts';
import { parseTime } from '../units.ts';

export interface RunOptions {
  readonly arg: readonly string[];
  readonly modulePath: readonly string[];
  readonly local?: true | string;
  readonly onError: 'continue' | 'stop';
  readonly stopTimeout: string;
  /** False: `--no-state`. */
  readonly state?: string | false;
  readonly checkpointInterval: string;
  readonly logLevel: LogLevel;
  readonly jsonLogs: boolean;
  readonly quiet: boolean;
}

const REDRAW_MS = 250;

/** `flowrun FILE`: compiles the flow and runs what it deploys. */
export async function runCommand(file: string, options: RunOptions): Promise<void> {
  const stopBudgetMs = parseSeconds('--stop-timeout', options.stopTimeout);
  const intervalMs = parseInterval(options.checkpointInterval);
  const terminal = await createTerminal({ live: !options.quiet && !options.jsonLogs });
  const logger = createLogger({
    level: options.quiet && options.logLevel === 'info' ? 'warn' : options.logLevel,
    json: options.jsonLogs,
    colour: terminal.colour,
    write: (line) => terminal.print(line),
  });
  const flow = await loadFlow(file, options.arg, options.modulePath);
  await reportDiagnostics(flow.diagnostics, {
    colour: terminal.colour,
    print: (text) => terminal.print(text),
  });
  if (flow.plan === null) throw new UsageError(`\`${file}\` was not run`);

  let local: LocalEndpoint | null = null;
  try {
    if (options.local !== undefined) {
      local = await startLocalEndpoint(options.local === true ? DEFAULT_LOCAL_DIR : options.local, flow.plan);
    }
    const started = performance.now();
    const asked = createAskedEnd(() => flows);
    const flows: readonly RunningFlow[] = flow.plan.flows.map((plan) =>
      startFlow(plan, {
        registry: flow.registry,
        baseDir: flow.baseDir,
        env: process.env,
        logger,
        onError: options.onError,
        s3Override: local?.override,
        stopBudgetMs,
        onExit: asked.ask,
        state:
          options.state === false
            ? undefined
            : { store: storeOf(plan, file, options.state, logger), intervalMs },
      }),
    );
    await superviseFlows(flows, { terminal, logger, options, started, asked });
    if (local !== null && !options.quiet)
      sayWhereObjectsAre(local, terminal, options.jsonLogs ? logger : null);
  } finally {
    await local?.close();
  }
}

interface Supervision {
  readonly terminal: Terminal;
  readonly logger: Logger;
  readonly options: RunOptions;
  readonly started: number;
  readonly asked: AskedEnd;
}

/** Waits for all flows; when one fails the others are stopped cleanly. Throws the first failure. */
async function superviseFlows(flows: readonly RunningFlow[], supervision: Supervision): Promise<void> {
  const { terminal, logger, options, started, asked } = supervision;
  const stopAll = (): void => {
    for (const flow of flows) flow.stop();
  };
  let stopped = false;
  const signals = watchSignals({
    first(signal) {
      stopped = true;
      logger.info(`${signal}: stopping; what is on its way is finished first (once more ends it at once)`);
      stopAll();
    },
    second(signal) {
      for (const flow of flows) flow.abort(new Killed(signal));
    },
  });
  const live = drawLiveLine(flows, terminal);
  const failures = new Map<RunningFlow, unknown>();
  try {
    await Promise.all(
      flows.map((flow) =>
        flow.done.catch((error: unknown) => {
          failures.set(flow, error);
          const others = flows.filter((other) => other.status().state !== 'ended');
          if (failures.size === 1 && others.length > 0 && !wasAskedFor(error)) {
            logger.error(`flow \`${flow.status().flow}\` has failed; the others are stopped`);
          }
          stopped = true;
          stopAll();
        }),
      ),
    );
  } finally {
    live.end();
    signals.end();
  }
  const elapsedMs = performance.now() - started;
  for (const flow of flows) {
    const status = flow.status();
    const isStopped = stopped || asked.code !== null;
    const ending: Ending =
      failures.has(flow) && !wasAskedFor(failures.get(flow)) ? 'failed' : isStopped ? 'stopped' : 'done';
    // A flow that could not even start has moved nothing: its error says it all.
    if (options.quiet || (ending === 'failed' && totalsOf([status]).eventsIn === 0)) continue;
    if (options.jsonLogs) logger.info('summary', summaryFields(status, ending, elapsedMs));
    else terminal.print(summary(status, ending, elapsedMs));
  }
  const mistakes = new Map([...failures].filter(([, error]) => !wasAskedFor(error)));
  throwFirst(mistakes, logger);
  if (asked.code !== null) process.exitCode = asked.code;
}

/** The first failure decides how the command ends; the others are said, too. */
function throwFirst(failures: ReadonlyMap<RunningFlow, unknown>, logger: Logger): void {
  const [first, ...others] = failures;
  for (const [flow, error] of others) {
    logger.error(`flow \`${flow.status().flow}\`: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (first !== undefined) throw first[1];
}

function drawLiveLine(flows: readonly RunningFlow[], terminal: Terminal): { end(): void } {
  if (!terminal.isInteractive) return { end: () => undefined };
  let before = totalsOf(flows.map((flow) => flow.status()));
  let beforeAt = performance.now();
  const timer = setInterval(() => {
    const now = totalsOf(flows.map((flow) => flow.status()));
    const at = performance.now();
    terminal.draw(liveLine(now, before, (at - beforeAt) / 1_000, process.stderr.columns));
    before = now;
    beforeAt = at;
  }, REDRAW_MS);
  return {
    end() {
      clearInterval(timer);
      terminal.clear();
    },
  };
}

function sayWhereObjectsAre(local: LocalEndpoint, terminal: Terminal, logger: Logger | null): void {
  const folders = local.buckets.map((bucket) => join(local.dir, bucket));
  if (folders.length === 0) return;
  if (logger !== null) logger.info('local S3', { folders });
  else terminal.print(`the objects are in ${folders.map((folder) => `\`${folder}\``).join(', ')}`);
}

/** The folder that keeps the checkpoints of one deployed flow. Nothing is made there before the flow starts. */
function storeOf(plan: FlowPlan, file: string, dir: string | undefined, logger: Logger): StateStore {
  return createLocalStore({
    dir: dir ?? DEFAULT_STATE_DIR,
    isDefaultDir: dir === undefined,
    owner: { flow: plan.definition, instance: plan.name, file: resolve(file) },
    logger,
  });
}

function parseInterval(text: string): number {
  const ms = parseTime(text);
  if (ms === undefined) {
    throw new UsageError(
      `\`--checkpoint-interval ${text}\` is no time`,
      'give a number and its unit, for example `--checkpoint-interval 500ms` or `1m30s`, at most 24 days',
    );
  }
  return ms;
}

function parseSeconds(option: string, text: string): number {
  const seconds = Number(text);
  if (!Number.isFinite(seconds) || seconds <= 0) {
    throw new UsageError(`\`${option} ${text}\` is no time`, `give seconds, for example \`${option} 30\``);
  }
  return seconds * 1_000;
}
