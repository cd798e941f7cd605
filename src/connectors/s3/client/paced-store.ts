import type { ObjectStore } from './object-store.ts';
import { createRequestPace } from './request-pace.ts';
import { problemOf } from './s3-problem.ts';

/**
 * The store, with at most `max` requests that move bytes at the same time, and fewer while S3 asks to go slower. Looking
 * and cleaning up are not held back: they are few, and somebody waits for them.
 */
export function pacedStore(store: ObjectStore, max: number): ObjectStore {
  const pace = createRequestPace({ max, isThrottle: (error) => problemOf(error).class === 'throttle' });
  return {
    ...store,
    put: (address, body, options) => pace.run(options.signal, () => store.put(address, body, options)),
    createUpload: (address, options) => pace.run(options.signal, () => store.createUpload(address, options)),
    uploadPart: (upload, number, body, signal) =>
      pace.run(signal, () => store.uploadPart(upload, number, body, signal)),
    copyPart: (upload, number, source, signal) =>
      pace.run(signal, () => store.copyPart(upload, number, source, signal)),
    read: (address, source, signal) => pace.run(signal, () => store.read(address, source, signal)),
    completeUpload: (upload, parts, options) =>
      pace.run(options.signal, () => store.completeUpload(upload, parts, options)),
  };
}
