import { createRequestPace } from '../client/request-pace.ts';
import { problemOf } from '../client/s3-problem.ts';
import type { BucketStore } from './bucket-store.ts';

/**
 * The store, with at most `max` requests for objects at the same time, and fewer while S3 asks to go slower. Of listings
 * there is never more than one.
 */
export function pacedBucketStore(store: BucketStore, max: number): BucketStore {
  const pace = createRequestPace({ max, isThrottle: (error) => problemOf(error).class === 'throttle' });
  return {
    ...store,
    get: (object, range, signal) => pace.run(signal, () => store.get(object, range, signal)),
    head: (object, signal) => pace.run(signal, () => store.head(object, signal)),
  };
}
