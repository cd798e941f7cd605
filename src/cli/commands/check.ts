import { toJson } from '../../dsl/diagnostics/json.ts';
import { UsageError } from '../exit.ts';
import { loadFlow } from '../load.ts';
import { reportDiagnostics } from '../report.ts';
import { wantsColour } from '../terminal.ts';
import { plural } from '../units.ts';

export interface CheckOptions {
  readonly arg: readonly string[];
  readonly modulePath: readonly string[];
  readonly json: boolean;
}

/** `flowrun check FILE`: compiles, reports, runs nothing. Throws UsageError when there are mistakes. */
export async function checkCommand(file: string, options: CheckOptions): Promise<void> {
  const { plan, diagnostics } = await loadFlow(file, options.arg, options.modulePath);
  if (options.json) {
    process.stdout.write(`${JSON.stringify(toJson(diagnostics), null, 2)}\n`);
  } else {
    const colour = wantsColour(process.env, process.stderr.isTTY);
    await reportDiagnostics(diagnostics, { colour, print: (text) => process.stderr.write(`${text}\n`) });
  }
  if (plan === null) throw new UsageError(`\`${file}\` has mistakes`);
  if (!options.json) {
    const parts = plan.flows.map((flow) => {
      const connectors = plural(flow.connectors.length, 'connector');
      return `${flow.name} (${connectors}, ${plural(flow.pipelines.length, 'pipeline')})`;
    });
    process.stderr.write(`${file} is right: it deploys ${parts.join(', ')}\n`);
  }
}
