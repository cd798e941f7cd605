/**
 * Scripts and queries that are a text of their own, without a flow around them: the same phases, for less.
 */
import { EMPTY_RECORD } from '../runtime/value/value.ts';
import type { Pipeline } from '../runtime/pipeline.ts';
import { parseQuery, parseScript } from './3-ast/index.ts';
import type { FlowDefinition, PipelineDefinition, ScriptDefinition } from './3-ast/index.ts';
import { Findings, analyseScript } from './4-analyse/index.ts';
import { PipelineAnalyser } from './4-analyse/pipelines.ts';
import { openScope } from './4-analyse/scope.ts';
import { buildGraph } from './5-emit/pipeline/build.ts';
import { FusedPipeline } from './5-emit/pipeline/fused-pipeline.ts';
import { emitScript } from './5-emit/script/index.ts';
import type { CompiledScript } from './5-emit/script/index.ts';
import { hasErrors } from './diagnostics/index.ts';
import type { Diagnostic, PhaseResult, Source } from './diagnostics/index.ts';
import { Variables } from './variables.ts';
import { withoutSecrets } from './without-secrets.ts';

/** What `env::var` reads: `process.env`, or less. */
type Environment = Readonly<Record<string, string | undefined>>;

/** Compiles the body of a script. Null when there are errors. */
export function compileScriptAlone(source: Source, env: Environment): PhaseResult<CompiledScript | null> {
  const variables = new Variables(env);
  const parsed = parseScript(source);
  const analysed = analyseScript(scriptAround(parsed.value, source), source);
  const diagnostics = [...parsed.diagnostics, ...analysed.diagnostics];
  if (hasErrors(diagnostics)) return { value: null, diagnostics };
  const emitted = emitScript(analysed.value, EMPTY_RECORD, variables);
  return orNull(emitted.value, [...diagnostics, ...emitted.diagnostics], variables);
}

/** Compiles what stands in a pipeline of that instance. What is made has its initial state. Null when there are errors. */
export function compileQueryAlone(
  source: Source,
  instance: string,
  env: Environment,
): PhaseResult<Pipeline | null> {
  const variables = new Variables(env);
  const parsed = parseQuery(source);
  const findings = new Findings(source, parsed.diagnostics);
  const flow = flowAround(parsed.value);
  const facts = new PipelineAnalyser(findings).analyse(parsed.value, openScope(flow, null, findings));
  const earlier = [...parsed.diagnostics, ...findings.diagnostics];
  if (hasErrors(earlier)) return { value: null, diagnostics: earlier };
  const emitting = new Findings(source, [], variables);
  const parent = { owner: flow, args: EMPTY_RECORD, parent: null };
  const environment = { owner: parsed.value, args: EMPTY_RECORD, parent };
  const graph = buildGraph('query', facts, environment, emitting);
  const diagnostics = [...earlier, ...emitting.diagnostics];
  return orNull(hasErrors(diagnostics) ? null : new FusedPipeline(graph, instance), diagnostics, variables);
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

/** The definition that a bare body stands for. */
function scriptAround(body: ScriptDefinition['body'], { text }: Source): ScriptDefinition {
  const span = { start: 0, end: text.length };
  const name = { kind: 'name', text: 'script', span: { start: 0, end: 0 } } as const;
  return { kind: 'define-script', docs: [], name, params: [], state: null, handlers: [], body, span };
}

function flowAround(query: PipelineDefinition): FlowDefinition {
  const { name, span } = query;
  return { kind: 'define-flow', docs: [], name, params: [], body: [query], span };
}
