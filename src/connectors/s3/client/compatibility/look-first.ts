import type { ObjectAddress, ObjectStore } from '../object-store.ts';
import type { CompatibilityProfile, Condition } from './profile.ts';

/**
 * `if_exists = "fail"` on a server that cannot be trusted with it: looks whether there is an object immediately
 * before writing one. The condition itself is sent as well, unless the server would refuse it.
 *
 * Another writer that comes between the look and the write is not seen: what is promised then is that no object is
 * replaced that was there when this one was completed.
 */
export function lookFirst(store: ObjectStore, profile: CompatibilityProfile): ObjectStore {
  const put = profile.conditionalPut.is;
  const complete = profile.conditionalComplete.is;
  const refuseExisting = async (address: ObjectAddress, signal: AbortSignal): Promise<void> => {
    if ((await store.look(address, signal)) !== null) throw existsAlready();
  };
  return {
    ...store,
    async put(address, body, options) {
      if (options.ifAbsent && put !== 'holds') await refuseExisting(address, options.signal);
      await store.put(address, body, { ...options, ifAbsent: options.ifAbsent && isSendable(put) });
    },
    async completeUpload(upload, parts, options) {
      if (options.ifAbsent && complete !== 'holds') await refuseExisting(upload, options.signal);
      await store.completeUpload(upload, parts, {
        ...options,
        ifAbsent: options.ifAbsent && isSendable(complete),
      });
    },
  };
}

/** Does this server need {@link lookFirst} for `if_exists = "fail"`? */
export function needsLook({ conditionalPut, conditionalComplete }: CompatibilityProfile): boolean {
  return conditionalPut.is !== 'holds' || conditionalComplete.is !== 'holds';
}

/** Where nobody knows, the condition goes along: it may hold, and a server that refuses it says so. */
function isSendable(condition: Condition): boolean {
  return condition !== 'refused';
}

/** In the shape of the error that S3 answers with. */
function existsAlready(): Error {
  return Object.assign(new Error('PreconditionFailed'), {
    name: 'PreconditionFailed',
    $metadata: { httpStatusCode: 412 },
  });
}
