export { acceptArgument, callFunction, defineFunction } from './define.ts';
export type { FunctionDefinition, FunctionExample, Param, ParamKind } from './define.ts';
export { STD_FUNCTIONS, STD_MODULES, findFunction, functionNames } from './library.ts';
