import type { BytesExpression, BytesPart } from '../nodes.ts';
import { UNARY_PRECEDENCE } from '../precedence.ts';
import { printOperand } from './expressions.ts';
import { printName } from './names.ts';

/** On one line: a bit field is read as a whole. */
export function printBytes({ parts }: BytesExpression, depth: number): string {
  if (parts.length === 0) return '<< >>';
  return `<< ${parts.map((part) => printPart(part, depth)).join(', ')} >>`;
}

function printPart({ value, bits, type }: BytesPart, depth: number): string {
  const size = bits === null ? '' : `:${bits}`;
  return `${printOperand(value, UNARY_PRECEDENCE, depth)}${size}${type === null ? '' : `/${printName(type)}`}`;
}
