/**
 * The compiler: text becomes a plan.
 *
 *     text → tokens → syntax → tree (1-lex, 2-parse, 3-ast), and those of all modules that it uses (modules)
 *          → what names mean, what fits together (4-analyse)
 *          → checked settings, closures (5-emit)
 */
import { isStackOverflow } from '../runtime/errors.ts';
import type { Registry } from '../runtime/registry.ts';
import { tooDeep } from './2-parse/nesting.ts';
import { parseFlow } from './3-ast/index.ts';
import { analyse } from './4-analyse/index.ts';
import type { Override } from './4-analyse/index.ts';
import { emit } from './5-emit/index.ts';
import { Variables } from './variables.ts';
import { withoutSecrets } from './without-secrets.ts';
import type { Plan } from '../runtime/plan.ts';
import { builtInModule } from './modules/built-in.ts';
import type { ModuleFolder } from './modules/folder.ts';
import { loadProgram } from './modules/load.ts';
import { withoutFollowUps } from './follow-ups.ts';
import type { Diagnostic, PhaseResult, Source } from './diagnostics/diagnostic.ts';

export type { Override } from './4-analyse/index.ts';
export type { ModuleFolder } from './modules/folder.ts';
export type * from '../runtime/plan.ts';
export * from './diagnostics/index.ts';

export interface CompileOptions {
  /** Everything that the flow can name. Only what it does name is loaded. */
  readonly registry: Registry;
  /** Arguments from the command line. */
  readonly overrides?: readonly Override[];
  /** Where the modules are that it uses, in the order in which they are looked into. None when left out. */
  readonly modules?: readonly ModuleFolder[];
  /** What `env::var` reads: `process.env`, or less. Without it no variable is set. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/**
 * Compiles a `.flow` file. The plan is null when there are errors; the diagnostics are those of all phases. Rejects
 * only when a part of the registry cannot be loaded.
 */
export async function compile(source: Source, options: CompileOptions): Promise<PhaseResult<Plan | null>> {
  try {
    const { value, diagnostics } = await compileParts(source, options);
    return { value, diagnostics: withoutRepeats(diagnostics) };
  } catch (problem) {
    // Brackets are counted before they are parsed; many operators in each of them can still take all of the stack.
    if (!isStackOverflow(problem)) throw problem;
    return { value: null, diagnostics: [tooDeep(source, { start: 0, end: 0 })] };
  }
}

async function compileParts(source: Source, options: CompileOptions): Promise<PhaseResult<Plan | null>> {
  const { registry, overrides = [], modules = [], env = {} } = options;
  const variables = new Variables(env);
  const builtIn = (path: string) => builtInModule(path, registry);
  const loaded = loadProgram(source, parseFlow(source), { folders: modules, builtIn });
  const program = loaded.value;
  const analysed = await analyse({ program, earlier: loaded.diagnostics, registry, overrides });
  const earlier = [...loaded.diagnostics, ...analysed.diagnostics];
  const emitted = await emit({ analysis: analysed.value, earlier, registry, overrides, variables });
  const diagnostics = withoutFollowUps([...earlier, ...emitted.diagnostics], program);
  return {
    value: emitted.value,
    diagnostics: diagnostics.map((each) => withoutSecrets(each, variables)),
  };
}

/** A definition that is created several times, and has a mistake, has it once. */
function withoutRepeats(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const seen = new Map<string, Diagnostic>();
  for (const each of diagnostics) {
    const { source, span } = each.primary;
    const key = `${each.code} ${span.start} ${span.end} ${source.name} ${each.title}`;
    if (!seen.has(key)) seen.set(key, each);
  }
  return [...seen.values()];
}
