export type * from './nodes.ts';
export {
  parseExpression,
  parseFlow,
  parseModule,
  parseQuery,
  parseScript,
  parseScriptFile,
} from './parse.ts';
export { printName } from './print/names.ts';
export { printPattern } from './print/patterns.ts';
export { printExpression, printFlow, printScript } from './print/index.ts';
