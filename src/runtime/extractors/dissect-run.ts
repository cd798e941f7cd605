import { float, integer } from '../value/kind.ts';
import type { Value, ValueRecord } from '../value/value.ts';
import type { DissectField, DissectPart } from './dissect-rule.ts';

/** What the fields hold of a text; undefined when it is not cut like that. */
export function runDissect(parts: readonly DissectPart[], text: string): ValueRecord | undefined {
  const found = new Map<string, Value>();
  const held = new Map<string, string>();
  let glue = ' ';
  let at = 0;
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i]!;
    if (part.kind === 'text') {
      if (!text.startsWith(part.text, at)) return undefined;
      at += part.text.length;
    } else if (part.kind === 'padding') {
      glue = part.text;
      while (text.startsWith(part.text, at)) at += part.text.length;
    } else {
      const end = endOfField(parts, i, text, at);
      if (end < 0 || !keep(part, text.slice(at, end), found, held, glue)) return undefined;
      at = end;
    }
  }
  return at === text.length ? found : undefined;
}

/** Where what follows begins; -1 when it does not come. Padding at the end of the rule need not be there. */
function endOfField(parts: readonly DissectPart[], index: number, text: string, at: number): number {
  const next = parts[index + 1];
  // Between two fields there is something: the rule was checked.
  if (next === undefined || next.kind === 'field') return text.length;
  const end = text.indexOf(next.text, at);
  if (end >= 0 || next.kind === 'text') return end;
  const behind = parts[index + 2];
  if (behind === undefined) return text.length;
  return behind.kind === 'text' ? text.indexOf(behind.text, at) : -1;
}

/** False when the field cannot hold this. */
function keep(
  { how, name, type }: DissectField,
  piece: string,
  found: Map<string, Value>,
  held: Map<string, string>,
  glue: string,
): boolean {
  switch (how) {
    case 'skip':
      held.set(name, piece);
      return true;
    case 'append': {
      const before = found.get(name);
      if (before !== undefined && typeof before !== 'string') return false;
      found.set(name, before === undefined ? piece : before + glue + piece);
      return true;
    }
    case 'keep':
    case 'named': {
      const key = how === 'keep' ? name : held.get(name)!;
      const value = convert(piece, type);
      // A field that would be called nothing is none.
      if (value === undefined || (how === 'named' && key === '')) return false;
      found.set(key, value);
      return true;
    }
  }
}

const [LEAST_INT, GREATEST_INT] = [-(2n ** 63n), 2n ** 63n - 1n];

function convert(piece: string, type: DissectField['type']): Value | undefined {
  if (type === 'string') return piece;
  if (type === 'int') return toInt(piece);
  return toFloat(piece);
}

/** The signed integer of 64 bits that a text is, with nothing around it. */
export function toInt(text: string): Value | undefined {
  if (!/^[+-]?\d{1,19}$/.test(text)) return undefined;
  const value = BigInt(text.replace('+', ''));
  return value >= LEAST_INT && value <= GREATEST_INT ? integer(value) : undefined;
}

/** The float that a text is, with nothing around it. */
export function toFloat(text: string): Value | undefined {
  if (/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(text)) return float(Number(text));
  const [, sign, word] = /^([+-]?)(nan|inf|infinity)$/i.exec(text) ?? [];
  if (word === undefined) return undefined;
  if (word.toLowerCase() === 'nan') return NaN;
  return sign === '-' ? -Infinity : Infinity;
}
