import { step } from '../../../runtime/api.ts';
import type { ObjectStore } from './object-store.ts';

/** The store, with a named step before and after each request that changes something: `s3:put`, `s3:put-done`. */
export function steppedStore(store: ObjectStore): ObjectStore {
  return {
    ...store,
    put: (...input) => stepping('put', () => store.put(...input)),
    createUpload: (...input) => stepping('create', () => store.createUpload(...input)),
    uploadPart: (...input) => stepping('part', () => store.uploadPart(...input)),
    copyPart: (...input) => stepping('copy', () => store.copyPart(...input)),
    completeUpload: (...input) => stepping('complete', () => store.completeUpload(...input)),
    abortUpload: (...input) => stepping('abort', () => store.abortUpload(...input)),
  };
}

async function stepping<T>(name: string, request: () => Promise<T>): Promise<T> {
  step(`s3:${name}`);
  const answer = await request();
  step(`s3:${name}-done`);
  return answer;
}
