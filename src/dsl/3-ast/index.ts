export type * from './nodes.ts';
export { parseExpression, parseFlow, parseScript } from './parse.ts';
export { printExpression, printFlow, printScript } from './print/index.ts';
