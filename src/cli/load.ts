import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { compile } from '../dsl/index.ts';
import type { Diagnostic, Source } from '../dsl/diagnostics/diagnostic.ts';
import { EnvironmentError } from '../runtime/errors.ts';
import type { Plan } from '../runtime/plan.ts';
import type { Registry } from '../runtime/registry.ts';
import { builtInRegistry } from '../built-ins.ts';
import { parseJson } from '../runtime/value/json.ts';
import type { Value } from '../runtime/value/value.ts';
import { UsageError } from './exit.ts';
import { moduleFolders } from './module-folders.ts';

/** A flow file, compiled. */
export interface LoadedFlow {
  readonly file: string;
  /** The folder that relative paths in the flow start from. */
  readonly baseDir: string;
  readonly registry: Registry;
  readonly plan: Plan | null;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Reads and compiles a flow file. `args` are `name=value` texts of `--arg`, `modulePath` the folders of `--module-path`.
 * Throws UsageError for a file that is not there or is no flow, EnvironmentError for one that cannot be read.
 */
export async function loadFlow(
  file: string,
  args: readonly string[],
  modulePath: readonly string[],
): Promise<LoadedFlow> {
  refuseOther(file);
  const source: Source = { name: file, text: readText(file) };
  const registry = builtInRegistry();
  const { value: plan, diagnostics } = await compile(source, {
    registry,
    overrides: args.map(parseArg),
    env: process.env,
    modules: moduleFolders(file, modulePath),
  });
  return { file, baseDir: dirname(resolve(file)), registry, plan, diagnostics };
}

/** A script or a query is no flow; there is another way to run it. */
function refuseOther(file: string): void {
  const way = file.endsWith('.tremor') ? '-f' : file.endsWith('.trickle') ? '--query' : undefined;
  if (way === undefined) return;
  throw new UsageError(
    `\`${file}\` is a ${way === '-f' ? 'script' : 'query'}, not a flow`,
    `run it over lines of JSON with \`flowrun eval ${way} ${file}\`, or use it as a module of a flow`,
  );
}

/** The text of a file. Throws UsageError for one that is not there, EnvironmentError for one that cannot be read. */
export function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    if (code === 'ENOENT')
      throw new UsageError(`there is no file \`${file}\``, 'give the path of a file that is there');
    if (code === 'EISDIR') throw new UsageError(`\`${file}\` is a folder`, 'give the path of a file in it');
    throw new EnvironmentError(`cannot read \`${file}\`: ${(cause as Error).message}`, { cause });
  }
}

/** `n=5` gives the integer 5, `path=in.json` the text: JSON where it is JSON. */
function parseArg(text: string): { name: string; value: Value; text: string } {
  const equals = text.indexOf('=');
  if (equals <= 0) {
    throw new UsageError(`\`--arg ${text}\` is no argument`, 'write `--arg name=value`');
  }
  const raw = text.slice(equals + 1);
  return { name: text.slice(0, equals), value: jsonOrText(raw), text: `--arg ${text}` };
}

function jsonOrText(text: string): Value {
  try {
    return parseJson(text);
  } catch {
    return text;
  }
}
