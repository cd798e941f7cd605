import type { IToken } from 'chevrotain';
import { spanOf } from '../../1-lex/spans.ts';
import type { Span } from '../../diagnostics/diagnostic.ts';
import type { BinaryOperator, Expression } from '../nodes.ts';
import { precedenceOf } from '../precedence.ts';

/** An expression and the text that it takes up, which is more than its own span when it stands in brackets. */
export interface Placed {
  readonly expression: Expression;
  readonly span: Span;
}

/** Makes a tree of `a + b * c`: operands and the operators between them, all of them left-associative. */
export function combine(operands: readonly Placed[], operators: readonly IToken[]): Placed {
  const output: Placed[] = [operands[0]!];
  const pending: IToken[] = [];
  operators.forEach((operator, index) => {
    const precedence = precedenceOf(operatorOf(operator));
    while (pending.length > 0 && precedenceOf(operatorOf(pending.at(-1)!)) >= precedence)
      reduce(output, pending);
    pending.push(operator);
    output.push(operands[index + 1]!);
  });
  while (pending.length > 0) reduce(output, pending);
  return output[0]!;
}

function reduce(output: Placed[], pending: IToken[]): void {
  const operator = pending.pop()!;
  const right = output.pop()!;
  const left = output.pop()!;
  // Where the parser was lost in between, what it found first may stand behind.
  const span = { start: left.span.start, end: Math.max(left.span.end, right.span.end) };
  const expression: Expression = {
    kind: 'binary',
    operator: operatorOf(operator),
    operatorSpan: spanOf(operator),
    left: left.expression,
    right: right.expression,
    span,
  };
  output.push({ expression, span });
}

function operatorOf(token: IToken): BinaryOperator {
  // The lexer gives the category of binary operators to exactly the texts of this type.
  return token.image as BinaryOperator;
}
