import { assertNever, step } from '../../../../runtime/api.ts';
import type { Retry } from '../../client/retry.ts';
import { problemOf } from '../../client/s3-problem.ts';
import type { AfterStore, CurrentObject, PinnedObject, Place, Tag } from './after-store.ts';
import type { CopyLedger } from './copy-large.ts';
import { copyLarge } from './copy-large.ts';
import type { TakenObject } from './journal.ts';

/** What is to be done with objects that have been read. */
export type AfterAction =
  | { readonly kind: 'delete' }
  | { readonly kind: 'tag'; readonly tag: Tag }
  /** `place` says where, or why not. */
  | { readonly kind: 'move'; place(object: TakenObject): Place | { readonly problem: string } };

export interface Actor {
  readonly store: AfterStore;
  readonly bucket: string;
  readonly action: AfterAction;
  readonly retry: Retry;
  readonly ledger: CopyLedger;
  /** More than this is copied in parts. */
  readonly maxCopyBytes: number;
}

/** The object is left as it is for a reason that trying again will not change. */
export class NotDone extends Error {}

/**
 * Does with one object what is to be done. To do it again does no harm, and nothing happens to an object that is not in the
 * state that was read: `false` says so. Rejects when S3 refuses, and with {@link NotDone}.
 */
export async function act(actor: Actor, object: TakenObject, signal: AbortSignal): Promise<boolean> {
  const { store, action, retry } = actor;
  const what = `${WORDS[action.kind]} \`${object.key}\` in bucket \`${actor.bucket}\``;
  const request = <T>(run: () => Promise<T>): Promise<T> => retry(what, signal, run);
  try {
    // Not every server looks at the condition of a request, and no condition knows the date.
    const current = await request(() => store.look(object.key, object.versionId, signal));
    if (!isSame(current, object)) return false;
    const pinned = { key: object.key, etag: current.etag, versionId: object.versionId ?? current.versionId };
    switch (action.kind) {
      case 'delete':
        await remove(store, pinned, request, signal);
        return true;
      case 'tag':
        await addTag(store, pinned, action.tag, request, signal);
        return true;
      case 'move':
        await move(actor, current, pinned, action.place(object), request, signal);
        return true;
      default:
        return assertNever(action);
    }
  } catch (error) {
    if (!signal.aborted && isGone(error)) return false;
    throw error;
  }
}

type Request = <T>(run: () => Promise<T>) => Promise<T>;

const WORDS = { delete: 'deleting', tag: 'tagging', move: 'moving' } as const;

/** The list is more exact than the header of the object: that has whole seconds. */
function isSame(current: CurrentObject, { etag, size, lastModifiedMs }: TakenObject): boolean {
  const seconds = (ms: number): number => Math.floor(ms / 1000);
  return (
    current.etag === etag &&
    current.size === size &&
    seconds(current.lastModifiedMs) === seconds(lastModifiedMs)
  );
}

/** What else may be missing. */
const OTHERS: readonly string[] = ['NoSuchBucket', 'NoSuchUpload'];

/** The object, and nothing else, is gone or another one. */
function isGone(error: unknown): boolean {
  const { status, code } = problemOf(error);
  return (status === 404 && !OTHERS.includes(code)) || status === 412;
}

async function remove(
  store: AfterStore,
  { key, etag }: PinnedObject,
  request: Request,
  signal: AbortSignal,
): Promise<void> {
  try {
    await request(() => store.remove(key, etag, signal));
  } catch (error) {
    // A server that has no conditional deletes: it was looked at just now.
    if (problemOf(error).status !== 501) throw error;
    await request(() => store.remove(key, null, signal));
  }
}

async function addTag(
  store: AfterStore,
  object: PinnedObject,
  tag: Tag,
  request: Request,
  signal: AbortSignal,
): Promise<void> {
  const tags = await request(() => store.tags(object, signal));
  if (tags.some(({ name, value }) => name === tag.name && value === tag.value)) return;
  const others = tags.filter(({ name }) => name !== tag.name);
  await request(() => store.setTags(object, [...others, tag], signal));
}

async function move(
  actor: Actor,
  current: CurrentObject,
  object: PinnedObject,
  place: Place | { readonly problem: string },
  request: Request,
  signal: AbortSignal,
): Promise<void> {
  if ('problem' in place) throw new NotDone(place.problem);
  const { store, maxCopyBytes, ledger } = actor;
  if (current.size > maxCopyBytes)
    await copyLarge({ store, request, ledger, signal }, current, object, place);
  else await request(() => store.copy(object, place, current.storageClass, signal));
  step('after:copied');
  await remove(store, object, request, signal);
}
