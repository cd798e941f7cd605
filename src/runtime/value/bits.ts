/** Values as bits, the way `<< … >>` writes them. */
import { isBytes, isInteger } from './kind.ts';
import type { Integer } from './kind.ts';
import { checkByteLength } from './limits.ts';
import { describeValue } from './text.ts';
import type { Value } from './value.ts';
import { refuse } from './value-error.ts';

/** How a part of `<< … >>` is written. */
export interface BitForm {
  readonly type: 'binary' | 'signed' | 'unsigned';
  readonly isLittle: boolean;
  /** Null: 8 of an integer, and all there are of a string or bytes. */
  readonly bits: number | null;
}

export const MAX_BITS = 64;

/** Words that can be joined by `_`, at most one of each row. */
const WORDS: readonly (readonly string[])[] = [['big', 'little'], ['signed', 'unsigned'], ['integer']];

/** The form that a type such as `little_signed` stands for; undefined when there is none of that name. */
export function parseBitForm(type: string, bits: number | null): BitForm | undefined {
  if (type === 'binary') return { type, isLittle: false, bits };
  const words = type.split('_');
  const rows = words.map((word) => WORDS.findIndex((row) => row.includes(word)));
  // In the order of the rows, none of them twice; a word that is in none of them has -1.
  if (rows.some((row, index) => row <= (rows[index - 1] ?? -1))) return undefined;
  return { type: words.includes('signed') ? 'signed' : 'unsigned', isLittle: words.includes('little'), bits };
}

/** Without a type: an unsigned integer, the highest byte first. */
export function defaultBitForm(bits: number | null): BitForm {
  return { type: 'unsigned', isLittle: false, bits };
}

/** Puts bits together to bytes. What is left of the last byte is filled with zeros. */
export class BitWriter {
  #bytes = Buffer.allocUnsafe(64);
  #length = 0;
  #pending = 0;
  #pendingBits = 0;

  write(form: BitForm, value: Value): void {
    if (form.type === 'binary') {
      this.#writeBytes(bytesOf(value), form.bits);
    } else {
      const bits = form.bits ?? 8;
      this.#writeInteger(BigInt.asUintN(bits, BigInt(integerOf(form, value))), bits, form.isLittle);
    }
  }

  bytes(): Uint8Array {
    if (this.#pendingBits > 0) this.#reserve(1)[this.#length++] = this.#pending << (8 - this.#pendingBits);
    return new Uint8Array(this.#bytes.subarray(0, this.#length));
  }

  #writeBytes(bytes: Uint8Array, bits: number | null): void {
    const wanted = bits ?? bytes.length * 8;
    if (wanted > bytes.length * 8) {
      refuse('no-bits', `there are ${bytes.length * 8} bits, not the ${wanted} that are asked for`);
    }
    const whole = Math.floor(wanted / 8);
    const target = this.#reserve(whole + 1);
    if (this.#pendingBits === 0) {
      target.set(bytes.subarray(0, whole), this.#length);
      this.#length += whole;
    } else {
      for (let i = 0; i < whole; i++) this.#push(bytes[i]!, 8);
    }
    const rest = wanted % 8;
    this.#push((bytes[whole] ?? 0) >> (8 - rest), rest);
  }

  /** In `little`, the bytes come from the lowest on, and the bits that make no whole byte last. */
  #writeInteger(value: bigint, bits: number, isLittle: boolean): void {
    const rest = bits & 7;
    const whole = bits >> 3;
    if (isLittle) {
      for (let i = 0; i < whole; i++) this.#push(byteAt(value, 8 * i), 8);
      this.#push(byteAt(value, 8 * whole), rest);
    } else {
      this.#push(byteAt(value, 8 * whole), rest);
      for (let i = whole - 1; i >= 0; i--) this.#push(byteAt(value, 8 * i), 8);
    }
  }

  /** Room for so many bytes more. */
  #reserve(count: number): Buffer {
    const needed = this.#length + count;
    if (needed <= this.#bytes.length) return this.#bytes;
    checkByteLength(needed);
    const grown = Buffer.allocUnsafe(Math.max(needed, 2 * this.#bytes.length));
    this.#bytes.copy(grown, 0, 0, this.#length);
    return (this.#bytes = grown);
  }

  /** At most 8 bits, or none; never more than 7 are waiting. */
  #push(value: number, bits: number): void {
    this.#pending = (this.#pending << bits) | value;
    this.#pendingBits += bits;
    if (this.#pendingBits < 8) return;
    this.#pendingBits -= 8;
    this.#reserve(1)[this.#length++] = this.#pending >> this.#pendingBits;
    this.#pending &= (1 << this.#pendingBits) - 1;
  }
}

function byteAt(value: bigint, shift: number): number {
  return Number((value >> BigInt(shift)) & 0xffn);
}

/** Of an integer with more bits, the lowest are written; but its sign is never lost. */
function integerOf({ type }: BitForm, value: Value): Integer {
  if (!isInteger(value)) return refuse('no-bits', `an integer is needed here, found ${describeValue(value)}`);
  if (type === 'unsigned' && value < 0) {
    return refuse('no-bits', `${describeValue(value)} is negative, and not written as \`signed\``);
  }
  if (type === 'signed' && value > BigInt(2) ** 63n - 1n) {
    return refuse('no-bits', `${describeValue(value)} is too large for a signed integer`);
  }
  return value;
}

function bytesOf(value: Value): Uint8Array {
  if (typeof value === 'string') return Buffer.from(value);
  if (isBytes(value)) return value;
  return refuse('no-bits', `a string or bytes are needed here, found ${describeValue(value)}`);
}
