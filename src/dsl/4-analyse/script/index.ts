export { analyseExpression } from './analyse-expression.ts';
export { guardMistake } from './check-guard.ts';
export { analyseScript } from './analyse-script.ts';
export type {
  Binding,
  ExpressionFacts,
  ExpressionScope,
  Reads,
  ScriptFacts,
  Tables,
  UserFunction,
} from './facts.ts';
