/**
 * Constant folding: an expression whose parts are all constant is computed here, once, and what fails in it is
 * reported at the smallest place. What depends on arguments, and `match`, is computed when the flow is put together
 * (phase 5), with the same operations.
 */
import { acceptArgument } from '../../../runtime/std/index.ts';
import { BINARY_OPERATIONS, UNARY_OPERATIONS, toBool } from '../../../runtime/value/operators.ts';
import { BitWriter } from '../../../runtime/value/bits.ts';
import { checkTextLength } from '../../../runtime/value/limits.ts';
import { displayText } from '../../../runtime/value/text.ts';
import type { ValueProblem } from '../../../runtime/value/value-error.ts';
import type { Value } from '../../../runtime/value/value.ts';
import type {
  BinaryExpression,
  BytesExpression,
  CallExpression,
  Expression,
  RecordExpression,
  StringTemplate,
} from '../../3-ast/nodes.ts';
import type { Span } from '../../diagnostics/diagnostic.ts';
import type { Analysis } from './analysis.ts';
import { attempt } from './attempt.ts';
import { formOf } from './bytes-form.ts';
import { foldPath, foldPresence } from './fold-path.ts';
import { literalValue } from './literal.ts';
import { placeOfBinary } from './places.ts';

/** Puts the value of an expression, whose parts have been folded, into the table if it is constant. */
export function fold(analysis: Analysis, expression: Expression): void {
  if (analysis.broken.has(expression)) return;
  const value = compute(analysis, expression);
  if (value !== undefined) analysis.constants.set(expression, value);
}

function compute(analysis: Analysis, expression: Expression): Value | undefined {
  switch (expression.kind) {
    case 'literal':
      return literalValue(expression);
    case 'string':
      return attempt(analysis, expression.span, () => foldString(analysis, expression));
    case 'list':
      return allKnown(analysis, expression.items);
    case 'bytes':
      return foldBytes(analysis, expression);
    case 'record':
      return foldRecord(analysis, expression);
    case 'path':
      return foldPath(analysis, expression);
    case 'presence':
      return foldPresence(analysis, expression);
    case 'unary': {
      const operand = analysis.constants.get(expression.operand);
      if (operand === undefined) return undefined;
      return attempt(analysis, expression.span, () => UNARY_OPERATIONS[expression.operator](operand));
    }
    case 'binary':
      return foldBinary(analysis, expression);
    case 'call':
      return foldCall(analysis, expression);
    default:
      return undefined;
  }
}

/** The values of all these expressions, or undefined when one of them is not known. */
function allKnown({ constants }: Analysis, expressions: readonly Expression[]): readonly Value[] | undefined {
  const values: Value[] = [];
  for (const expression of expressions) {
    const value = constants.get(expression);
    if (value === undefined) return undefined;
    values.push(value);
  }
  return values;
}

function foldString({ constants }: Analysis, { parts }: StringTemplate): string | undefined {
  let text = '';
  for (const part of parts) {
    const value = part.kind === 'text' ? part.text : constants.get(part.value);
    if (value === undefined) return undefined;
    text += displayText(value);
    checkTextLength(text.length);
  }
  return text;
}

function foldBytes(analysis: Analysis, { parts }: BytesExpression): Value | undefined {
  const values = allKnown(
    analysis,
    parts.map(({ value }) => value),
  );
  if (values === undefined) return undefined;
  const writer = new BitWriter();
  let isFine = true;
  for (const [index, part] of parts.entries()) {
    const written = attempt(analysis, part.value.span, () => {
      writer.write(formOf(part), values[index]!);
      return true;
    });
    if (written === undefined) isFine = false;
  }
  return isFine ? writer.bytes() : undefined;
}

function foldRecord(analysis: Analysis, { fields }: RecordExpression): Value | undefined {
  const record = new Map<string, Value>();
  for (const field of fields) {
    const key = attempt(analysis, field.key.span, () => foldString(analysis, field.key));
    const value = analysis.constants.get(field.value);
    if (key === undefined || value === undefined) return undefined;
    record.set(key, value);
  }
  return record;
}

function foldBinary(analysis: Analysis, node: BinaryExpression): Value | undefined {
  const { operator } = node;
  if (operator === 'and' || operator === 'or') return foldLogic(analysis, node, operator);
  const left = analysis.constants.get(node.left);
  const right = analysis.constants.get(node.right);
  if (left === undefined || right === undefined) return undefined;
  const place = (problem: ValueProblem): Span => placeOfBinary(node, problem);
  return attempt(analysis, place, () => BINARY_OPERATIONS[operator](left, right));
}

/** The left operand is always looked at, so a wrong one is a mistake whatever the right one is. */
function foldLogic(analysis: Analysis, node: BinaryExpression, operator: 'and' | 'or'): Value | undefined {
  const left = analysis.constants.get(node.left);
  if (left === undefined) return undefined;
  const decided = attempt(analysis, node.left.span, () => toBool(operator, left));
  const right = analysis.constants.get(node.right);
  if (decided === undefined || right === undefined) return undefined;
  return attempt(analysis, node.right.span, () => BINARY_OPERATIONS[operator](decided, right));
}

function foldCall(analysis: Analysis, call: CallExpression): Value | undefined {
  const definition = analysis.functions.get(call);
  const values = allKnown(analysis, call.args);
  if (definition === undefined || !definition.constant || values === undefined) return undefined;
  const accepted: Value[] = [];
  for (const [index, value] of values.entries()) {
    const argument = attempt(analysis, call.args[index]!.span, () =>
      acceptArgument(definition, index, value),
    );
    if (argument !== undefined) accepted.push(argument);
  }
  if (accepted.length < values.length) return undefined;
  return attempt(analysis, call.span, () => definition.run(...accepted));
}
