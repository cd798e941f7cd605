import { firstIndex } from './binary-search.ts';
import { compareKeys } from './key-order.ts';

/** A chunk is split in two when it reaches this size: inserting moves at most that many references. */
const MAX_CHUNK = 1024;

/**
 * The keys of a bucket in S3's order, kept in chunks so that inserting into a bucket of a million keys
 * costs about as much as into one of a thousand.
 */
export class SortedKeys {
  /** Invariant: no chunk is empty, chunks and the keys in them ascend. */
  #chunks: string[][] = [];

  /** Adds a key that is not there yet. */
  add(key: string): void {
    const chunkIndex = this.#chunkFor(key);
    const chunk = this.#chunks[chunkIndex];
    if (chunk === undefined) {
      this.#chunks.push([key]);
      return;
    }
    chunk.splice(
      firstIndex(chunk, (other) => compareKeys(other, key) >= 0),
      0,
      key,
    );
    if (chunk.length >= MAX_CHUNK) this.#chunks.splice(chunkIndex + 1, 0, chunk.splice(MAX_CHUNK / 2));
  }

  /** Takes out a key; nothing happens when it is not there. */
  remove(key: string): void {
    const chunkIndex = this.#chunkFor(key);
    const chunk = this.#chunks[chunkIndex];
    if (chunk === undefined) return;
    const index = firstIndex(chunk, (other) => compareKeys(other, key) >= 0);
    if (chunk[index] !== key) return;
    chunk.splice(index, 1);
    if (chunk.length === 0) this.#chunks.splice(chunkIndex, 1);
  }

  /** The first key for which `reached` holds. `reached` must be false up to some key, and true from there on. */
  firstWhere(reached: (key: string) => boolean): string | undefined {
    const chunk = this.#chunks[firstIndex(this.#chunks, (other) => reached(other.at(-1)!))];
    return chunk?.[firstIndex(chunk, reached)];
  }

  /** The first key after `key`, which itself need not be there. */
  after(key: string): string | undefined {
    return this.firstWhere((other) => compareKeys(other, key) > 0);
  }

  /** Replaces everything by `keys`, in any order, each once. */
  load(keys: Iterable<string>): void {
    const sorted = [...keys].sort(compareKeys);
    this.#chunks = [];
    const step = MAX_CHUNK / 2;
    for (let i = 0; i < sorted.length; i += step) this.#chunks.push(sorted.slice(i, i + step));
  }

  /** The chunk where `key` is or belongs: the first that ends at or after it, otherwise the last. */
  #chunkFor(key: string): number {
    const index = firstIndex(this.#chunks, (chunk) => compareKeys(chunk.at(-1)!, key) >= 0);
    return index === this.#chunks.length && index > 0 ? index - 1 : index;
  }
}
