import type { Logger } from '../../../runtime/api.ts';
import type { ObjectAddress } from '../client/object-store.ts';
import type { Base, StoppedState } from './checkpoint/state.ts';
import { isSameBase } from './continuation.ts';
import { BaseUnreadable, findBase } from './load-base.ts';
import type { BaseAccess } from './load-base.ts';

/** What has become, since then, of the object that a clean stop has ended. */
export type Verdict = 'same' | 'gone' | 'changed';

/** The object that a clean stop has ended, as the next run finds it. */
export class StoppedObject {
  readonly bucket: string;
  readonly key: string;
  readonly eventKey: string;
  readonly roll: number;
  readonly base: Base | null;
  readonly verdict: Verdict;

  constructor({ bucket, key, eventKey, roll, base }: StoppedState, verdict: Verdict) {
    this.bucket = bucket;
    this.key = key;
    this.eventKey = eventKey;
    this.roll = roll;
    this.base = base;
    this.verdict = verdict;
  }

  capture(): StoppedState {
    const { bucket, key, eventKey, roll, base } = this;
    return { bucket, key, eventKey, roll, base };
  }

  /** Its events go on: says where they go if not to this very object. */
  tell(logger: Logger): void {
    const { bucket, key, verdict } = this;
    if (verdict === 'same') return;
    const name = `object \`${key}\` in bucket \`${bucket}\`, which the last run completed when it was stopped,`;
    const text =
      verdict === 'gone'
        ? `${name} was removed meanwhile: what follows begins it anew`
        : `${name} was changed meanwhile, or cannot be looked at: it stays as it is, and what follows goes to another ` +
          'object (`rolled_key`)';
    logger.warn(text, { bucket, key });
  }
}

/** Looks whether the object is still the one that the stop has left. */
export async function findStopped(state: StoppedState, access: BaseAccess): Promise<StoppedObject> {
  const { base } = state;
  const found = await lookedAt(state, access);
  if (found === undefined || base === null) return new StoppedObject(state, 'changed');
  if (found === null) return new StoppedObject(state, 'gone');
  return new StoppedObject(state, isSameBase(found, base) ? 'same' : 'changed');
}

/** Remembers an object that has just become visible. */
export async function rememberStopped(
  state: Omit<StoppedState, 'base'>,
  access: BaseAccess,
): Promise<StoppedObject> {
  const base = (await lookedAt(state, access)) ?? null;
  return new StoppedObject({ ...state, base }, base === null ? 'changed' : 'same');
}

/** Undefined when we may not look. */
async function lookedAt(
  { bucket, key }: ObjectAddress,
  access: BaseAccess,
): Promise<Base | null | undefined> {
  try {
    return await findBase({ bucket, key }, access);
  } catch (error) {
    if (error instanceof BaseUnreadable) return undefined;
    throw error;
  }
}
