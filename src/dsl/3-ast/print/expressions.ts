import { assertNever } from '../../../runtime/errors.ts';
import type { Expression, Literal, PathExpression, PathRoot, PathSegment } from '../nodes.ts';
import { precedenceOf, UNARY_PRECEDENCE } from '../precedence.ts';
import { printBytes } from './bytes.ts';
import { printFn } from './functions.ts';
import { bracketed } from './layout.ts';
import { printFor } from './loops.ts';
import { printMatch } from './match.ts';
import { printKey, printModulePath, printName } from './names.ts';
import { printMerge, printPatch } from './patches.ts';
import { printStep } from './steps.ts';
import { printString } from './strings.ts';

/**
 * The canonical text of an expression, with brackets only where precedence asks for them. `depth` is how far the
 * line that it begins on is indented. A hole is printed as `_`, which is no expression.
 */
export function printExpression(expression: Expression, depth: number): string {
  switch (expression.kind) {
    case 'literal':
      return printLiteral(expression);
    case 'string':
      return printString(expression);
    case 'list':
      return bracketed(
        '[',
        expression.items.map((item) => printExpression(item, depth + 1)),
        ']',
        depth,
      );
    case 'bytes':
      return printBytes(expression, depth);
    case 'record': {
      const fields = expression.fields.map(
        ({ key, value }) => `${printString(key)}: ${printExpression(value, depth + 1)}`,
      );
      return bracketed('{', fields, '}', depth);
    }
    case 'path':
      return printPath(expression, depth);
    case 'unary': {
      const word = expression.operator === 'not' ? 'not ' : expression.operator;
      return `${word}${printOperand(expression.operand, UNARY_PRECEDENCE, depth)}`;
    }
    case 'binary': {
      const precedence = precedenceOf(expression.operator);
      const left = printOperand(expression.left, precedence, depth);
      // All operators associate to the left: an equal on the right needs brackets.
      const right = printOperand(expression.right, precedence + 1, depth);
      return `${left} ${expression.operator} ${right}`;
    }
    case 'presence':
      return `${expression.test} ${printPath(expression.path, depth)}`;
    case 'call': {
      const args = expression.args.map((arg) => printExpression(arg, depth + 1));
      return bracketed(`${printModulePath(expression.callee)}(`, args, ')', depth);
    }
    case 'recur': {
      const args = expression.args.map((arg) => printExpression(arg, depth + 1));
      return bracketed('recur(', args, ')', depth);
    }
    case 'match':
      return printMatch(expression, depth);
    case 'for':
      return printFor(expression, depth);
    case 'patch':
      return printPatch(expression, depth);
    case 'merge':
      return printMerge(expression, depth);
    case 'fn':
      return printFn(expression, depth);
    case 'let':
    case 'const':
    case 'emit':
    case 'drop':
      return printStep(expression, depth);
    case 'error':
      return '_';
    default:
      return assertNever(expression);
  }
}

export function printPath({ root, segments }: PathExpression, depth: number): string {
  const [first, ...others] = segments;
  // `$key`: the first key of the metadata stands right behind its sign.
  if (root.kind === 'meta' && first?.kind === 'key') {
    return `$${printKey(first.name)}${others.map((each) => printSegment(each, depth)).join('')}`;
  }
  return `${printRoot(root, depth)}${segments.map((each) => printSegment(each, depth)).join('')}`;
}

function printRoot(root: PathRoot, depth: number): string {
  switch (root.kind) {
    case 'meta':
      return '$';
    case 'name':
      return printName(root);
    case 'module-path':
      return printModulePath(root);
    case 'expression': {
      const needsNone = ['string', 'list', 'bytes', 'record', 'call', 'recur'].includes(root.value.kind);
      const text = printExpression(root.value, depth);
      return needsNone ? text : `(${text})`;
    }
    default:
      return root.kind;
  }
}

function printSegment(segment: PathSegment, depth: number): string {
  switch (segment.kind) {
    case 'key':
      return `.${printKey(segment.name)}`;
    case 'index':
      return `[${printExpression(segment.index, depth)}]`;
    case 'range':
      return `[${printExpression(segment.from, depth)}:${printExpression(segment.to, depth)}]`;
    default:
      return assertNever(segment);
  }
}

/** Long forms with an `end`: beside an operator they need brackets to be read. */
const NEED_BRACKETS: ReadonlySet<Expression['kind']> = new Set(['match', 'for', 'patch', 'merge']);

export function printOperand(operand: Expression, least: number, depth: number): string {
  const text = printExpression(operand, depth);
  if (NEED_BRACKETS.has(operand.kind)) return `(${text})`;
  return operand.kind === 'binary' && precedenceOf(operand.operator) < least ? `(${text})` : text;
}

function printLiteral({ value }: Literal): string {
  if (value === null || typeof value === 'boolean') return String(value);
  return 'integer' in value ? value.integer.toString() : printFloat(value.float);
}

/** Always with a fraction: that is what makes it a float. */
function printFloat(value: number): string {
  const [digits = '', exponent] = String(value).split('e');
  const fraction = digits.includes('.') ? digits : `${digits}.0`;
  return exponent === undefined ? fraction : `${fraction}e${exponent}`;
}
