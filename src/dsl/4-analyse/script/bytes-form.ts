import { bug } from '../../../runtime/errors.ts';
import { defaultBitForm, parseBitForm } from '../../../runtime/value/bits.ts';
import type { BitForm } from '../../../runtime/value/bits.ts';
import type { BytesPart } from '../../3-ast/nodes.ts';

/** How a part of `<< … >>` is written. The tree builder has checked its type. */
export function formOf({ bits, type }: BytesPart): BitForm {
  if (type === null) return defaultBitForm(bits);
  return parseBitForm(type.text, bits) ?? bug(`the type \`${type.text}\` went through the tree builder`);
}
