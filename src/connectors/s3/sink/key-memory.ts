import { createHash } from 'node:crypto';

/**
 * Remembers which keys this run has written, each with a small number, in bounded memory: the last million keys at
 * least, two million at most, in up to 48 MiB.
 *
 * A key is represented by a hash of 53 bits. Among a million keys, the chance that one is mistaken for another is one
 * in ten thousand, and the mistake is a warning too many or a roll number skipped.
 *
 * What is forgotten at the bound: the keys that were not written or asked for the longest time. When such a key comes
 * again, its object is overwritten without a warning.
 */
export class KeyMemory {
  readonly #maxKeys: number;
  #young = new HashTable();
  /** The generation before: looked into, never written to. */
  #old = new HashTable();

  constructor(maxKeys = 2 ** 20) {
    this.#maxKeys = maxKeys;
  }

  /** The number last set for the key, or undefined. */
  get(bucket: string, key: string): number | undefined {
    const hash = hashOf(bucket, key);
    const young = this.#young.get(hash);
    if (young !== undefined) return young;
    const old = this.#old.get(hash);
    if (old !== undefined) this.#put(hash, old);
    return old;
  }

  set(bucket: string, key: string, value: number): void {
    this.#put(hashOf(bucket, key), value);
  }

  #put(hash: number, value: number): void {
    if (this.#young.size >= this.#maxKeys) {
      this.#old = this.#young;
      this.#young = new HashTable();
    }
    this.#young.set(hash, value);
  }
}

function hashOf(bucket: string, key: string): number {
  // A bucket has no NUL in its name, so no two pairs give the same text.
  const digest = createHash('sha1').update(bucket).update('\0').update(key).digest();
  // 48 + 5 bits are what a number holds exactly; 0 marks a free slot.
  return digest.readUIntBE(0, 6) * 32 + (digest[6]! & 31) + 1;
}

/** Open addressing over two flat arrays: 12 bytes a slot, at least half of them free. */
class HashTable {
  #hashes = new Float64Array(64);
  #values = new Uint32Array(64);
  size = 0;

  get(hash: number): number | undefined {
    const slot = this.#slotOf(hash);
    return this.#hashes[slot] === hash ? this.#values[slot] : undefined;
  }

  set(hash: number, value: number): void {
    if (this.size * 2 >= this.#hashes.length) this.#grow();
    const slot = this.#slotOf(hash);
    if (this.#hashes[slot] !== hash) {
      this.#hashes[slot] = hash;
      this.size++;
    }
    this.#values[slot] = value;
  }

  #slotOf(hash: number): number {
    const mask = this.#hashes.length - 1;
    let slot = hash % this.#hashes.length;
    while (this.#hashes[slot] !== 0 && this.#hashes[slot] !== hash) slot = (slot + 1) & mask;
    return slot;
  }

  #grow(): void {
    const hashes = this.#hashes;
    const values = this.#values;
    this.#hashes = new Float64Array(hashes.length * 2);
    this.#values = new Uint32Array(values.length * 2);
    for (let i = 0; i < hashes.length; i++) {
      if (hashes[i] === 0) continue;
      const slot = this.#slotOf(hashes[i]!);
      this.#hashes[slot] = hashes[i]!;
      this.#values[slot] = values[i]!;
    }
  }
}
