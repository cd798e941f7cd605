export type { CompiledScript, ScriptInstance } from './compiled-script.ts';
export { emitExpression, emitScript } from './emit-script.ts';
export { evaluateConstant } from './evaluate-constant.ts';
export type { ConstantScope } from './evaluate-constant.ts';
