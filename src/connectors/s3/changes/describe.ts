import type { Json, Position } from '../../../runtime/api.ts';
import { asChangesPosition } from './position.ts';
import { timeText } from './event-record.ts';

/** US dollars per LIST request, S3 Standard (Amazon S3 pricing); where and when is said beside it. */
const DOLLARS_PER_LIST = 0.005 / 1000;
const PRICED = 'list price of us-east-1, November 2026';
const DAY_MS = 86_400_000;

/**
 * ``1,200 keys of `s3://in/orders/`, last poll 2026-11-21T14:03:12Z with 3 changes and 2 LIST requests (34,560 a
 * day, $0.17 at the list price of us-east-1, November 2026)``.
 */
export function describeChangesPosition(position: Position, identity: Json): string {
  const { seen, current, lastPoll } = asChangesPosition(position)!;
  // As `identity` of the connector gives it.
  const { bucket, prefix } = identity as { readonly bucket: string; readonly prefix: string };
  const texts = [`${count(seen?.records ?? 0, 'key')} of \`s3://${bucket}/${prefix}\``];
  if (lastPoll !== null) {
    const { startedAtMs, endedAtMs, changes, lists, skipped, intervalMs } = lastPoll;
    const skips = skipped === 0 ? '' : `, ${skipped.toLocaleString('en-US')} skipped`;
    texts.push(
      `last poll ${timeText(endedAtMs)} with ${count(changes, 'change')}${skips} and ${count(lists, 'LIST request')}` +
        // One that takes longer than the interval is followed by the next one at once.
        (intervalMs === null ? '' : ` (${costText(lists, Math.max(intervalMs, endedAtMs - startedAtMs))})`),
    );
  }
  if (current !== null) {
    const { key, keys, changes, object, timed } = current;
    const place =
      timed === undefined
        ? ''
        : `, ${timed.told.toLocaleString('en-US')} of ${count(timed.records, 'change')} told`;
    const half = object === null ? '' : `, ${count(object.events, 'event')} into \`${object.key}\``;
    texts.push(
      `a poll under way since ${timeText(current.startedAtMs)}: ${count(keys, 'key')} and ${count(changes, 'change')} so far` +
        (key === null ? place : `, behind \`${key}\``) +
        half,
    );
  }
  return texts.join('; ');
}

/** What polls as this one cost, one after another: `34,560 a day, $0.17 at the list price of …`. */
function costText(lists: number, everyMs: number): string {
  const perDay = Math.round(lists * (DAY_MS / Math.max(1, everyMs)));
  const dollars = perDay * DOLLARS_PER_LIST;
  const price = dollars < 0.01 ? 'under $0.01' : `$${dollars.toFixed(2)}`;
  return `${perDay.toLocaleString('en-US')} a day, ${price} at the ${PRICED}`;
}

/** `1,200 keys`. */
export function count(value: number, unit: string): string {
  return `${value.toLocaleString('en-US')} ${unit}${value === 1 ? '' : 's'}`;
}
