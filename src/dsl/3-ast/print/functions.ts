import type { FnDefinition } from '../nodes.ts';
import { bracketed, indent, lineBreak } from './layout.ts';
import { printCase } from './match.ts';
import { printName } from './names.ts';
import { printArguments } from './patterns.ts';
import { printSteps } from './steps.ts';

export function printFn({ name, params, variadic, body }: FnDefinition, depth: number): string {
  const opener = `fn ${printName(name)}(`;
  const names = params.map(printName);
  // Behind `...` there is no comma, so that such a list stays on its line.
  const head = variadic ? `${opener}${[...names, '...'].join(', ')})` : bracketed(opener, names, ')', depth);
  const rows =
    body.kind === 'with'
      ? [printSteps(body.body, depth + 1)]
      : body.cases.map((each) => `${indent(depth + 1)}${printCase(each, depth + 1, printArguments)}`);
  return [`${head} ${body.kind}`, ...rows, `${indent(depth)}end`].join(lineBreak(depth));
}
