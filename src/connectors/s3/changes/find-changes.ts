import type { InventoryEntry, ListedObject } from './change.ts';
import { createJudge, keyFilter } from './filter.ts';
import { entriesBehind, withMore } from './inventory/entries.ts';
import { compareKeys } from './key-order.ts';
import { listBucket } from './listing.ts';
import { mergeByKey } from './merge.ts';
import type { Poll } from './poll.ts';
import { readAhead } from './read-ahead.ts';
import type { ObjectReader } from './read-object.ts';
import type { ChangesConfig } from './settings.ts';
import type { Verdict } from './verdict.ts';
import { judgeLatest, judgeVersions } from './verdict.ts';

export interface FindOptions {
  readonly config: ChangesConfig;
  readonly reader: ObjectReader;
  readonly poll: Poll;
  /** What the poll before has seen; null when there was none. */
  readonly seen: { readonly path: string; readonly records: number } | null;
  readonly signal: AbortSignal;
}

/** Pages of the listing that are asked for before they are needed. */
const PAGES_AHEAD = 4;

/** What is to be done about every key behind the place where the poll is, in the order of the keys. */
export async function* findChanges(options: FindOptions): AsyncGenerator<readonly Verdict[]> {
  const { config, poll, seen } = options;
  const judge = createJudge(config, { startedAtMs: poll.startedAtMs, isFirst: seen === null });
  const isUnique = config.versions === 'latest';
  const delivered = [...poll.delivered];
  const deliveredKey = delivered[0]?.key;
  const listing = readAhead(listed(options, deliveredKey ?? null), PAGES_AHEAD);
  const known = withMore(entriesBehind(seen, poll.key), delivered);
  for await (const pairs of mergeByKey(listing, known, isUnique)) {
    if (isUnique) {
      yield pairs.map((pair) => judgeLatest(pair, judge));
    } else {
      // A key of which everything went away while we were: its entries are written already, and the next poll tells it.
      const there = pairs.filter(({ key, listed }) => listed.length > 0 || key !== deliveredKey);
      yield there.flatMap((pair) => {
        const verdicts = judgeVersions(pair, judge);
        if (!isAligned(pair.seen, verdicts)) poll.differ();
        return verdicts;
      });
    }
  }
}

/** Is everything that was seen of a key still there, in the order in which it was seen? */
function isAligned(seen: readonly InventoryEntry[], verdicts: readonly Verdict[]): boolean {
  const known = verdicts.flatMap(({ before }) => before ?? []);
  return known.length === seen.length && known.every((entry, index) => entry === seen[index]);
}

/** The pages of the listing, with only what the source looks at; nothing in front of `firstKey`. */
async function* listed(
  { config, reader, poll, signal }: FindOptions,
  firstKey: string | null,
): AsyncGenerator<readonly ListedObject[]> {
  const isWanted = keyFilter(config);
  const pages = listBucket({
    ...reader,
    versions: config.versions,
    after: poll.key ?? config.start_after ?? null,
    signal,
    onRequest: () => void poll.counts.lists++,
  });
  for await (const page of pages) {
    yield page.filter(({ key }) => isWanted(key) && (firstKey === null || compareKeys(key, firstKey) >= 0));
  }
}
