import { float, integer } from '../../../runtime/value/kind.ts';
import type { Value } from '../../../runtime/value/value.ts';
import type { Literal } from '../../3-ast/nodes.ts';

/** The value that a literal stands for. */
export function literalValue({ value }: Literal): Value {
  if (value === null || typeof value === 'boolean') return value;
  return 'integer' in value ? integer(value.integer) : float(value.float);
}
