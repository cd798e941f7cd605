import { problemOf } from '../../client/s3-problem.ts';
import type { AfterStore, CurrentObject, PartialCopy, PinnedObject, Place } from './after-store.ts';

/** Remembers copies that are under way, so that the next start can remove what a crash has left of them. */
export interface CopyLedger {
  /** Durable when it resolves. */
  began(to: Place, uploadId: string): Promise<void>;
  ended(uploadId: string): void;
}

export interface LargeCopy {
  readonly store: AfterStore;
  readonly request: <T>(run: () => Promise<T>) => Promise<T>;
  readonly ledger: CopyLedger;
  readonly signal: AbortSignal;
}

const MIB = 1024 * 1024;
/** One request copies so much, or more where there would be too many of them. */
const PART_BYTES = 256 * MIB;
const MAX_PARTS = 10_000;

/** Copies an object that is too large for one request: part by part, each of them pinned to the state that was read. */
export async function copyLarge(
  { store, request, ledger, signal }: LargeCopy,
  current: CurrentObject,
  object: PinnedObject,
  to: Place,
): Promise<void> {
  const tags = await request(() => store.tags(object, signal));
  const copy = await request(() => store.beginCopy(current, tags, to, signal));
  await ledger.began(to, copy.uploadId);
  try {
    const etags: string[] = [];
    for (const range of rangesOf(current.size)) {
      etags.push(await request(() => store.copyPart(object, range, copy, signal)));
    }
    await request(() => store.finishCopy(copy, etags, signal));
    ledger.ended(copy.uploadId);
  } catch (error) {
    // A run that is being ended leaves it to the next one.
    if (!signal.aborted) await abortCopy({ store, ledger }, copy, signal);
    throw error;
  }
}

/** Removes what there is of a copy. What cannot be removed now stays in the ledger. */
export async function abortCopy(
  { store, ledger }: Pick<LargeCopy, 'store' | 'ledger'>,
  copy: PartialCopy,
  signal: AbortSignal,
): Promise<void> {
  try {
    await store.abortCopy(copy, signal);
    ledger.ended(copy.uploadId);
  } catch (error) {
    // Otherwise the failure that led here is the one to tell.
    if (problemOf(error).status === 404) ledger.ended(copy.uploadId);
  }
}

function* rangesOf(
  size: number,
): Generator<{ readonly start: number; readonly end: number; readonly number: number }> {
  const step = Math.max(PART_BYTES, Math.ceil(size / MAX_PARTS));
  for (let start = 0, number = 1; start < size; start += step, number++) {
    yield { start, end: Math.min(size, start + step), number };
  }
}
