import type { Plan } from '../../runtime/plan.ts';
import type { EndpointOverride, ExamineContext } from '../../runtime/api.ts';
import { hideInData } from '../../runtime/engine/hide-secrets.ts';
import { isHealthy, mergePolicy } from '../doctor/diagnosis.ts';
import type { Diagnosis, ExaminedConnector } from '../doctor/diagnosis.ts';
import { renderDiagnosis } from '../doctor/render.ts';
import { EXIT, UsageError } from '../exit.ts';
import { loadFlow } from '../load.ts';
import { DEFAULT_LOCAL_DIR, startLocalEndpoint } from '../local.ts';
import { reportDiagnostics } from '../report.ts';
import { watchSignals } from '../signals.ts';
import { wantsColour } from '../terminal.ts';

export interface DoctorOptions {
  readonly arg: readonly string[];
  readonly modulePath: readonly string[];
  readonly local?: true | string;
  readonly json: boolean;
  readonly write: boolean;
  readonly probePrefix: string;
}

/**
 * `flowrun doctor FILE`: compiles the flow, runs nothing of it, and examines what its connectors would talk to. Exit
 * code 1 when something does not work that the flow needs.
 */
export async function doctorCommand(file: string, options: DoctorOptions): Promise<void> {
  const { plan, diagnostics } = await loadFlow(file, options.arg, options.modulePath);
  const print = (text: string): void => void process.stderr.write(`${text}\n`);
  await reportDiagnostics(diagnostics, { colour: wantsColour(process.env, process.stderr.isTTY), print });
  if (plan === null) throw new UsageError(`\`${file}\` was not examined`);

  const stopping = new AbortController();
  const signals = watchSignals({
    first(signal) {
      print(`${signal}: stopping; what was written is removed first (once more ends it at once)`);
      process.exitCode = signal === 'SIGINT' ? EXIT.interrupted : EXIT.terminated;
      stopping.abort(new Error(`stopped by ${signal}`));
    },
    second: (signal) => process.exit(signal === 'SIGINT' ? EXIT.interrupted : EXIT.terminated),
  });
  const local =
    options.local === undefined
      ? null
      : await startLocalEndpoint(options.local === true ? DEFAULT_LOCAL_DIR : options.local, plan);
  try {
    const connectors = await examineAll(plan, contextFor(options, local?.override, stopping.signal));
    report({ connectors, policy: mergePolicy(connectors) }, options);
  } catch (error) {
    // An interruption that left nothing behind has been said already.
    if (!stopping.signal.aborted || error !== stopping.signal.reason) throw error;
  } finally {
    signals.end();
    await local?.close();
  }
}

function contextFor(
  { write, probePrefix }: DoctorOptions,
  s3Override: EndpointOverride | undefined,
  signal: AbortSignal,
): ExamineContext {
  return { env: process.env, signal, s3Override, mayWrite: write, probePrefix };
}

/** One after another: their requests would only disturb each other. */
async function examineAll(plan: Plan, context: ExamineContext): Promise<readonly ExaminedConnector[]> {
  const examined: ExaminedConnector[] = [];
  for (const flow of plan.flows) {
    for (const { name, definition, config } of flow.connectors) {
      if (definition.examine === undefined) continue;
      const examination = hideInData(await definition.examine(config, context), flow.secrets);
      examined.push({ flow: flow.name, connector: name, type: definition.type, ...examination });
    }
  }
  return examined;
}

function report(diagnosis: Diagnosis, { json }: DoctorOptions): void {
  const isWell = isHealthy(diagnosis);
  if (json) {
    process.stdout.write(`${JSON.stringify({ ok: isWell, ...diagnosis }, null, 2)}\n`);
  } else {
    const colour = wantsColour(process.env, process.stdout.isTTY);
    process.stdout.write(renderDiagnosis(diagnosis, { colour }));
  }
  if (!isWell) process.exitCode = EXIT.failed;
}
