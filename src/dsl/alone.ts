/**
 * Scripts and queries that are a text of their own, without a flow around them: the same phases, for less.
 */
import { EMPTY_RECORD } from '../runtime/value/value.ts';
import type { OperatorDefinition } from '../runtime/api.ts';
import type { Pipeline } from '../runtime/pipeline.ts';
import { parseQuery, parseScriptFile } from './3-ast/index.ts';
import type { FlowFile } from './3-ast/index.ts';
import { Findings } from './4-analyse/index.ts';
import type { Scope } from './4-analyse/index.ts';
import { analyseDefinitions, openFiles } from './4-analyse/files.ts';
import { PipelineAnalyser } from './4-analyse/pipelines.ts';
import { buildGraph } from './5-emit/pipeline/build.ts';
import { FusedPipeline } from './5-emit/pipeline/fused-pipeline.ts';
import { configure } from './5-emit/settings/config.ts';
import { checkOperators } from './5-emit/settings/operators.ts';
import { emitScript } from './5-emit/script/index.ts';
import type { CompiledScript } from './5-emit/script/index.ts';
import { hasErrors } from './diagnostics/index.ts';
import type { Diagnostic, PhaseResult, Source } from './diagnostics/index.ts';
import { Variables } from './variables.ts';
import { withoutFollowUps } from './follow-ups.ts';
import { withoutSecrets } from './without-secrets.ts';
import { builtInModule } from './modules/built-in.ts';
import type { ModuleFolder } from './modules/folder.ts';
import { loadProgram } from './modules/load.ts';
import type { Program } from './modules/program.ts';

export interface AloneOptions {
  /** Where the modules are that it uses, in the order in which they are looked into. */
  readonly folders?: readonly ModuleFolder[];
  /** What its pipelines can make. */
  readonly operators?: readonly OperatorDefinition[];
  /** What `env::var` reads: `process.env`, or less. Without it no variable is set. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** Compiles the body of a script. Null when there are errors. */
export function compileScriptAlone(
  source: Source,
  { folders = [], env = {} }: AloneOptions = {},
): PhaseResult<CompiledScript | null> {
  const variables = new Variables(env);
  const parsed = parseScriptFile(source);
  const { program, scope, analyser, findings } = open(source, parsed, { folders, operators: [] });
  const facts = analyser.analyseScript(parsed.value.items[0], scope);
  const diagnostics = findingsOf(program, findings);
  if (hasErrors(diagnostics)) return { value: null, diagnostics };
  const emitted = emitScript(facts, EMPTY_RECORD, variables);
  return orNull(emitted.value, [...diagnostics, ...emitted.diagnostics], variables);
}

/** Compiles what stands in a pipeline of that instance. What is made has its initial state. Null when there are errors. */
export function compileQueryAlone(
  source: Source,
  instance: string,
  { folders = [], operators = [], env = {} }: AloneOptions = {},
): PhaseResult<Pipeline | null> {
  const variables = new Variables(env);
  const parsed = parseQuery(source);
  const { program, scope, analyser, findings } = open(source, parsed, { folders, operators });
  const facts = analyser.analyse(parsed.value.items[0], scope);
  const analysed = findingsOf(program, findings);
  if (hasErrors(analysed)) return { value: null, diagnostics: analysed };
  const emitting = new Findings(source, [], variables);
  const parent = { scope, args: EMPTY_RECORD, parent: null };
  const environment = { scope: facts.scope, args: EMPTY_RECORD, parent };
  // What it says is checked; there are no connectors that would tell anybody about a query on its own.
  const { config, name } = facts.definition;
  configure(config, { title: 'the query', span: name.span }, environment, emitting);
  checkOperators(facts, environment, emitting);
  const checked = [...analysed, ...emitting.diagnostics];
  if (hasErrors(checked)) return { value: null, diagnostics: checked };
  const graph = buildGraph('query', facts, environment, emitting);
  const diagnostics = [...analysed, ...emitting.diagnostics];
  return orNull(hasErrors(diagnostics) ? null : new FusedPipeline(graph, instance), diagnostics, variables);
}

type Surroundings = Required<Pick<AloneOptions, 'folders' | 'operators'>>;

interface Opened {
  readonly program: PhaseResult<Program>;
  readonly scope: Scope;
  readonly analyser: PipelineAnalyser;
  readonly findings: Findings;
}

/** The text and the modules that it uses, these analysed as far as no connectors are concerned. */
function open(source: Source, parsed: PhaseResult<FlowFile>, { folders, operators }: Surroundings): Opened {
  const loaded = loadProgram(source, parsed, { folders, builtIn: (path) => builtInModule(path, null) });
  const findings = new Findings(source, loaded.diagnostics);
  const analyser = new PipelineAnalyser(findings, operators);
  const [scope, ...others] = openFiles(loaded.value, findings).values();
  for (const other of others) analyseDefinitions(other, analyser);
  return { program: loaded, scope: scope!, analyser, findings };
}

/** What was found in the texts, up to and with their analysis. */
function findingsOf(program: PhaseResult<Program>, findings: Findings): readonly Diagnostic[] {
  return withoutFollowUps([...program.diagnostics, ...findings.diagnostics], program.value);
}

function orNull<T>(
  value: T,
  diagnostics: readonly Diagnostic[],
  variables: Variables,
): PhaseResult<T | null> {
  return {
    value: hasErrors(diagnostics) ? null : value,
    diagnostics: diagnostics.map((each) => withoutSecrets(each, variables)),
  };
}
