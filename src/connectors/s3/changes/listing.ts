import { FlowFailure } from '../../../runtime/api.ts';
import type { Retry } from '../client/retry.ts';
import type { ListedObject } from './change.ts';
import type { BucketStore } from './bucket-store.ts';
import { compareKeys } from './key-order.ts';
import { failureOfListing } from './problems.ts';

export interface ListingOptions {
  readonly store: Pick<BucketStore, 'listObjects' | 'listVersions'>;
  readonly bucket: string;
  readonly versions: 'latest' | 'all';
  /** Only keys behind this one. */
  readonly after: string | null;
  readonly retry: Retry;
  readonly signal: AbortSignal;
  /** Called for each LIST request that was answered. */
  onRequest(): void;
}

/** What a page says, and how to get the next one. */
interface Page {
  readonly objects: readonly ListedObject[];
  readonly next: (() => Promise<Page>) | null;
}

/**
 * The listing of a bucket, page by page. Rejects with FlowFailure when S3 refuses it, and when its keys are not in the
 * order that everything else relies on.
 */
export async function* listBucket(options: ListingOptions): AsyncGenerator<readonly ListedObject[]> {
  let last: ListedObject | null = null;
  for (let page: Page | null = await firstPage(options); page !== null;) {
    last = checkOrder(page.objects, last, options);
    if (page.objects.length > 0) yield page.objects;
    page = page.next === null ? null : await page.next();
  }
}

function firstPage(options: ListingOptions): Promise<Page> {
  return options.versions === 'all'
    ? versionsPage(options, { key: options.after, versionId: null })
    : objectsPage(options, { kind: 'after', key: options.after });
}

async function objectsPage(
  options: ListingOptions,
  from: Parameters<BucketStore['listObjects']>[0],
): Promise<Page> {
  const { objects, next } = await request(options, () => options.store.listObjects(from, options.signal));
  return { objects, next: next && (() => objectsPage(options, next)) };
}

async function versionsPage(
  options: ListingOptions,
  from: Parameters<BucketStore['listVersions']>[0],
): Promise<Page> {
  const { objects, next } = await request(options, () => options.store.listVersions(from, options.signal));
  return { objects, next: next && (() => versionsPage(options, next)) };
}

async function request<T>(options: ListingOptions, action: () => Promise<T>): Promise<T> {
  const { bucket, retry, signal } = options;
  try {
    const page = await retry(`listing bucket \`${bucket}\``, signal, action);
    options.onRequest();
    return page;
  } catch (error) {
    if (signal.aborted) throw error;
    throw failureOfListing(error, bucket, options.versions);
  }
}

/** Gives the last object of the page. Everything here rests on the order of the keys: without it nothing is found. */
function checkOrder(
  objects: readonly ListedObject[],
  before: ListedObject | null,
  { bucket, versions }: ListingOptions,
): ListedObject | null {
  let last = before;
  for (const object of objects) {
    const order = last === null ? -1 : compareKeys(last.key, object.key);
    if (order > 0 || (order === 0 && versions === 'latest')) {
      throw new FlowFailure(
        `the listing of bucket \`${bucket}\` is not in the order of the keys: \`${object.key}\` comes after \`${last!.key}\``,
        {
          help:
            'connector `s3_changes` finds changes by that order; directory buckets (`…--x-s3`) do not have it, every ' +
            'general purpose bucket does',
        },
      );
    }
    last = object;
  }
  return last;
}
