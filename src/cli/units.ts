import { LONGEST_TIMER_MS, parseDuration } from '../connectors/parse-duration.ts';

/** Numbers as people read them. */

/** `1.2 MB`: decimal units, as disks and networks are sold. */
export function formatBytes(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`;
  const units = ['kB', 'MB', 'GB', 'TB', 'PB'];
  let value = bytes;
  let unit = -1;
  do {
    value /= 1_000;
    unit++;
  } while (value >= 999.5 && unit < units.length - 1);
  return `${value < 10 ? value.toFixed(2) : value < 100 ? value.toFixed(1) : value.toFixed(0)} ${units[unit]}`;
}

/** `12,345`. */
export function formatCount(count: number): string {
  // The first number formatted by locale costs 15 ms of start-up.
  return Math.abs(count) < 1_000 ? String(count) : count.toLocaleString('en-US');
}

/** `1 event`, `3 events`. */
export function plural(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** `0.42 s`, `3 min 07 s`. */
export function formatDuration(ms: number): string {
  if (ms < 59_950) return `${(ms / 1_000).toFixed(ms < 9_950 ? 2 : 1)} s`;
  const seconds = Math.round(ms / 1_000);
  return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, '0')} s`;
}

const AGE_UNITS = [
  ['d', 86_400],
  ['h', 3_600],
  ['min', 60],
  ['s', 1],
] as const;

/** `8 d 3 h`, `12 min 5 s`: the two largest units, cut off and not rounded. */
export function formatAge(ms: number): string {
  let seconds = Math.floor(ms / 1_000);
  const first = AGE_UNITS.findIndex(([, size]) => seconds >= size);
  if (first === -1) return '0 s';
  const words = AGE_UNITS.slice(first, first + 2).map(([unit, size]) => {
    const count = Math.floor(seconds / size);
    seconds -= count * size;
    return count === 0 ? '' : `${formatCount(count)} ${unit}`;
  });
  return words.filter((word) => word !== '').join(' ');
}

/** `500ms`, `1m30s` in milliseconds; undefined for what is no duration, or none that a timer can have. */
export function parseTime(text: string): number | undefined {
  const ms = parseDuration(text);
  return ms !== undefined && ms >= 1 && ms <= LONGEST_TIMER_MS ? ms : undefined;
}
