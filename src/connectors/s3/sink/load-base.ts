import type { ByteSource, ObjectAddress, ObjectStore } from '../client/object-store.ts';
import type { Retry } from '../client/retry.ts';
import { problemOf } from '../client/s3-problem.ts';
import type { Base } from './checkpoint/state.ts';
import type { Continuation } from './continuation.ts';
import { isSameBase } from './continuation.ts';
import type { BaseSplit } from './split-base.ts';

/** What is there, ready to be the beginning of an object. */
export interface LoadedBase {
  readonly base: Base | null;
  /** To be copied, one part each. */
  readonly copies: readonly ByteSource[];
  /** The bytes behind them. */
  readonly rest: Buffer;
}

/** The object is not the one any more that was to be continued. */
export class BaseChanged extends Error {
  constructor() {
    super('the object is not the one any more that was to be continued');
  }
}

/** S3 does not let us see what is there. */
export class BaseUnreadable extends Error {
  constructor(cause: unknown) {
    super('the object that is to be continued cannot be read', { cause });
  }
}

export interface BaseAccess {
  readonly store: ObjectStore;
  readonly retry: Retry;
  readonly signal: AbortSignal;
}

const NOTHING = Buffer.alloc(0);

/** Looks what is there, and reads what cannot be copied. Rejects with BaseChanged and BaseUnreadable. */
export async function loadBase(
  address: ObjectAddress,
  { only }: Continuation,
  split: (bytes: number) => BaseSplit,
  access: BaseAccess,
): Promise<LoadedBase> {
  for (;;) {
    const base = await findBase(address, access);
    if (only !== null && !isSameBase(base, only)) throw new BaseChanged();
    if (base === null) return { base, copies: [], rest: NOTHING };
    const { copies, rest } = split(base.bytes);
    const read = rest === 0 ? NOTHING : await readRest(address, base, rest, access);
    // Another one has taken its place meanwhile: that one is to be continued.
    if (read === undefined) continue;
    return { base, copies: sourcesOf(base, copies), rest: read };
  }
}

/** What is there under this key, or null. */
export async function findBase(
  address: ObjectAddress,
  { store, retry, signal }: BaseAccess,
): Promise<Base | null> {
  try {
    const what = `looking for \`${address.key}\` in bucket \`${address.bucket}\``;
    const stored = await retry(what, signal, () => store.look(address, signal));
    return stored === null ? null : { bytes: stored.bytes, etag: stored.etag };
  } catch (error) {
    throw problemOf(error).kind === 'permanent' ? new BaseUnreadable(error) : error;
  }
}

function sourcesOf({ etag }: Base, lengths: readonly number[]): readonly ByteSource[] {
  let start = 0;
  return lengths.map((length) => {
    start += length;
    return { etag, start: start - length, length };
  });
}

async function readRest(
  address: ObjectAddress,
  { bytes, etag }: Base,
  length: number,
  { store, retry, signal }: BaseAccess,
): Promise<Buffer | undefined> {
  try {
    const what = `reading the end of \`${address.key}\` in bucket \`${address.bucket}\``;
    return await retry(what, signal, () =>
      store.read(address, { etag, start: bytes - length, length }, signal),
    );
  } catch (error) {
    const { kind, status } = problemOf(error);
    if (status === 404 || status === 412) return undefined;
    throw kind === 'permanent' ? new BaseUnreadable(error) : error;
  }
}
