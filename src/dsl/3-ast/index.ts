export type * from './nodes.ts';
export { parseExpression, parseFlow, parseQuery, parseScript } from './parse.ts';
export { printExpression, printFlow, printScript } from './print/index.ts';
