import { aKind, kindOf } from '../../../runtime/value/kind.ts';
import type { Expression } from '../../3-ast/nodes.ts';
import type { Report } from '../../diagnostics/index.ts';
import type { Tables } from './facts.ts';

/** The mistake of a condition whose value is known and is no bool: every event would fail at it. */
export function guardMistake(
  guard: Expression,
  clause: 'where' | 'having' | 'when',
  { constants }: Pick<Tables, 'constants'>,
): Omit<Report, 'source'> | undefined {
  const value = constants.get(guard);
  if (value === undefined || typeof value === 'boolean') return undefined;
  return {
    code: 'FR533',
    title: `the condition after \`${clause}\` must be a bool, found ${aKind(kindOf(value))}`,
    span: guard.span,
    label: 'neither true nor false',
  };
}
