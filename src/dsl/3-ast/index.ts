export type * from './nodes.ts';
export { parseExpression, parseFlow, parseScript } from './parse.ts';
