import type { SinkContext } from '../../../runtime/api.ts';
import type { ObjectStore } from '../client/object-store.ts';
import type { Retry } from '../client/retry.ts';
import type { Clock } from '../clock.ts';
import type { SinkOptions } from './options.ts';
import type { OwnUploads } from './own-uploads.ts';

/** What a sink works with. */
export interface SinkParts {
  readonly options: SinkOptions;
  readonly context: SinkContext;
  readonly store: ObjectStore;
  readonly retry: Retry;
  readonly clock: Clock;
  readonly own: OwnUploads;
}
