export { acceptArgument, defineEventFunction, defineFunction } from './define.ts';
export type {
  CallContext,
  ConstantDefinition,
  FunctionDefinition,
  FunctionExample,
  Param,
  ParamKind,
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
