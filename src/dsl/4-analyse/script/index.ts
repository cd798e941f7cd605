export { analyseExpression } from './analyse-expression.ts';
export { guardMistake } from './check-guard.ts';
export { analyseScript } from './analyse-script.ts';
export { analyseWindowScript } from './analyse-window-script.ts';
export type {
  Binding,
  ExpressionFacts,
  ExpressionScope,
  Reads,
  ScriptFacts,
  SelectClause,
  Tables,
} from './facts.ts';
