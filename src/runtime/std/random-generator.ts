/**
 * The random numbers of an event: xoshiro256++, whose state SplitMix64 fills from a seed of 64 bits. So the same event
 * gets the same numbers wherever it asks, and the next event quite others.
 */
import type { CallContext } from './define.ts';

const MASK = 2n ** 64n - 1n;

/** Whoever needs numbers of its own, which have nothing to do with those of others, has another salt. */
export function generatorFor({ ingestNs, offset }: CallContext, salt = 0n): RandomGenerator {
  // All events of a batch came in at the same time; their places in the origin tell them apart.
  const place = offset >= 0 ? mix((BigInt(offset) + 1n) & MASK) : 0n;
  return new RandomGenerator((ingestNs ^ place ^ salt) & MASK);
}

/** Where SplitMix64 is after one step: neighbours come out far from each other. */
function mix(value: bigint): bigint {
  let mixed = ((value ^ (value >> 30n)) * 0xbf58476d1ce4e5b9n) & MASK;
  mixed = ((mixed ^ (mixed >> 27n)) * 0x94d049bb133111ebn) & MASK;
  return mixed ^ (mixed >> 31n);
}

function rotate(value: bigint, bits: bigint): bigint {
  return ((value << bits) | (value >> (64n - bits))) & MASK;
}

export class RandomGenerator {
  #a: bigint;
  #b: bigint;
  #c: bigint;
  #d: bigint;

  constructor(seed: bigint) {
    const step = 0x9e3779b97f4a7c15n;
    this.#a = mix((seed + step) & MASK);
    this.#b = mix((seed + 2n * step) & MASK);
    this.#c = mix((seed + 3n * step) & MASK);
    this.#d = mix((seed + 4n * step) & MASK);
  }

  /** 64 random bits. */
  next(): bigint {
    const result = (rotate((this.#a + this.#d) & MASK, 23n) + this.#a) & MASK;
    const shifted = (this.#b << 17n) & MASK;
    this.#c ^= this.#a;
    this.#d ^= this.#b;
    this.#b ^= this.#c;
    this.#a ^= this.#d;
    this.#c ^= shifted;
    this.#d = rotate(this.#d, 45n);
    return result;
  }

  /** From 0 up to but not `count`, each as likely as any other; `count` is 1 to 2^64. */
  below(count: bigint): bigint {
    // Whatever is above the last multiple of the count would make some numbers likelier.
    const end = 2n ** 64n - (2n ** 64n % count);
    let bits = this.next();
    while (bits >= end) bits = this.next();
    return bits % count;
  }

  /** From 0 up to but not 1: 53 random bits. */
  float(): number {
    return Number(this.next() >> 11n) / 2 ** 53;
  }

  bytes(length: number): Uint8Array {
    const bytes = new Uint8Array(length);
    for (let at = 0; at < length; at += 8) {
      let bits = this.next();
      for (let i = at; i < Math.min(at + 8, length); i++) {
        bytes[i] = Number(bits & 0xffn);
        bits >>= 8n;
      }
    }
    return bytes;
  }
}
