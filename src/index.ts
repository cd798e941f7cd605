/** flowrun as a library: compile a flow, run it, add parts of your own. */
export { builtInRegistry } from './built-ins.ts';
export { compile } from './dsl/index.ts';
export type { CompileOptions, ModuleFolder } from './dsl/index.ts';
export { moduleFolder } from './module-folder.ts';
export { render as renderDiagnostics, toJson as diagnosticsToJson } from './dsl/diagnostics/index.ts';
export type {
  Diagnostic,
  JsonDiagnostic,
  Label,
  PhaseResult,
  Source,
  Span,
} from './dsl/diagnostics/index.ts';
export { CompileError } from './embed/compile-error.ts';
export type { EventContext } from './embed/context.ts';
export { compileQuery } from './embed/query.ts';
export type { Query, QueryEvent, QueryResult } from './embed/query.ts';
export { compileScript } from './embed/script.ts';
export type { EmbedOptions, Script, ScriptContext, ScriptFailure, ScriptResult } from './embed/script.ts';
export * from './runtime/api.ts';
export { startFlow } from './runtime/engine/flow.ts';
export type { FlowOptions, RunningFlow, StateOptions } from './runtime/engine/flow.ts';
export type { Checkpoint, ConnectorCheckpoint, Identity } from './runtime/checkpoint/checkpoint.ts';
export type { CheckpointStatus } from './runtime/checkpoint/checkpoints.ts';
export { createLocalStore } from './runtime/checkpoint/local-store.ts';
export type { LocalStoreOptions } from './runtime/checkpoint/local-store.ts';
export { CapturedRecord, DeferredItems, settle } from './runtime/value/captured.ts';
export type { Captured } from './runtime/value/captured.ts';
export type { StateStore } from './runtime/checkpoint/store.ts';
export type { ConnectorStatus, FlowStatus } from './runtime/engine/status.ts';
export type { OnError } from './runtime/engine/unhandled.ts';
export type { ConnectorPlan, FlowPlan, Link, LinkEnd, PartPlan, PipelinePlan, Plan } from './runtime/plan.ts';
export type { LazyPart, Registry } from './runtime/registry.ts';
export { fromJs, toJs } from './runtime/value/convert.ts';
export { jsonText, parseJson } from './runtime/value/json.ts';
