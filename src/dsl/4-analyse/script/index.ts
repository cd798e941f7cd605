export { analyseExpression } from './analyse-expression.ts';
export { guardMistake } from './check-guard.ts';
export { analyseLibrary } from './analyse-library.ts';
export { analyseScript } from './analyse-script.ts';
export { groupedExpressions } from './group-reference.ts';
export { analyseWindowScript } from './analyse-window-script.ts';
export type {
  Binding,
  ConstBinding,
  ExpressionFacts,
  ExpressionScope,
  LibraryFacts,
  Reads,
  ScriptFacts,
  SelectClause,
  Tables,
  UserFunction,
} from './facts.ts';
