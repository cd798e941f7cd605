/** What of a base is copied, part by part, and what is read because no part can be made of it. */
export interface BaseSplit {
  /** The lengths of the parts, from the first byte on. */
  readonly copies: readonly number[];
  /** So many bytes at the end are read. */
  readonly rest: number;
}

export interface BaseSplitRules {
  /** No part but the last one of an object may be smaller. */
  readonly smallestPartBytes: number;
  /** The size of all parts, for a server that wants equal ones; otherwise null. */
  readonly equalPartBytes: number | null;
}

/** S3 copies no more at once. */
const LARGEST_COPY_BYTES = 5 * 1024 ** 3;

/** How an object of that size becomes the beginning of another one. */
export function splitBase(bytes: number, rules: BaseSplitRules, largest = LARGEST_COPY_BYTES): BaseSplit {
  const { smallestPartBytes, equalPartBytes } = rules;
  if (equalPartBytes !== null) {
    const count = Math.floor(bytes / equalPartBytes);
    return { copies: Array.from({ length: count }, () => equalPartBytes), rest: bytes % equalPartBytes };
  }
  if (bytes < smallestPartBytes) return { copies: [], rest: bytes };
  // Of about one size, so that the last one is no small one.
  const count = Math.ceil(bytes / largest);
  const size = Math.ceil(bytes / count);
  const copies = Array.from({ length: count }, (_, index) => Math.min(size, bytes - index * size));
  return { copies, rest: 0 };
}
