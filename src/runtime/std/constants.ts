/** Modules that only hold constants. */
import type { Value } from '../value/value.ts';
import type { ConstantDefinition } from './define.ts';

/** The constants of one module: name, value, what it is. */
export function defineConstants(
  module: string,
  entries: readonly (readonly [name: string, value: Value, doc: string])[],
): readonly ConstantDefinition[] {
  return entries.map(([name, value, doc]) => ({ module, name, value, doc }));
}
