export { acceptArgument, defineEnvironmentFunction, defineEventFunction, defineFunction } from './define.ts';
export type {
  CallContext,
  ConstantDefinition,
  FunctionDefinition,
  FunctionExample,
  Param,
  ParamKind,
  VariableReader,
} from './define.ts';
export {
  STD_CONSTANTS,
  STD_FUNCTIONS,
  STD_MODULES,
  canonicalModule,
  findConstant,
  findFunction,
  modulesBelow,
  namesIn,
} from './library.ts';
