export type { CompiledScript, ScriptInstance } from './compiled-script.ts';
export type { CompiledAggregate } from './emit-aggregates.ts';
export { emitExpression, emitScript, emitSelection } from './emit-script.ts';
export type { CompiledSelection } from './emit-script.ts';
export { evaluateConstant } from './evaluate-constant.ts';
export type { ConstantScope } from './evaluate-constant.ts';
