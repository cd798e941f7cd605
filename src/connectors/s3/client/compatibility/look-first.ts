import type { ObjectAddress, ObjectStore } from '../object-store.ts';
import type { CompatibilityProfile, Condition } from './profile.ts';

/**
 * Conditional writes (`if_exists = "fail"`, and objects that go on from what is there) on a server that cannot be
 * trusted with them: looks what is there immediately before writing. The condition itself is sent as well, unless the
 * server would refuse it.
 *
 * Another writer that comes between the look and the write is not seen: what is promised then is that no object is
 * replaced that was there when this one was completed.
 */
export function lookFirst(store: ObjectStore, profile: CompatibilityProfile): ObjectStore {
  const put = profile.conditionalPut.is;
  const complete = profile.conditionalComplete.is;
  const refuseExisting = async (address: ObjectAddress, signal: AbortSignal): Promise<void> => {
    if ((await store.look(address, signal)) !== null) throw preconditionFailed();
  };
  const refuseOthers = async (address: ObjectAddress, etag: string, signal: AbortSignal): Promise<void> => {
    if ((await store.look(address, signal))?.etag !== etag) throw preconditionFailed();
  };
  return {
    ...store,
    async put(address, body, options) {
      if (options.ifAbsent && put !== 'holds') await refuseExisting(address, options.signal);
      await store.put(address, body, { ...options, ifAbsent: options.ifAbsent && isSendable(put) });
    },
    async completeUpload(upload, parts, options) {
      const { ifAbsent, ifMatch, signal } = options;
      if (ifAbsent && complete !== 'holds') await refuseExisting(upload, signal);
      if (ifMatch !== undefined && complete !== 'holds') await refuseOthers(upload, ifMatch, signal);
      await store.completeUpload(upload, parts, {
        ifAbsent: ifAbsent && isSendable(complete),
        ifMatch: isSendable(complete) ? ifMatch : undefined,
        signal,
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
function preconditionFailed(): Error {
  return Object.assign(new Error('PreconditionFailed'), {
    name: 'PreconditionFailed',
    $metadata: { httpStatusCode: 412 },
  });
}
