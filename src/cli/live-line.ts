import type { FlowStatus } from '../runtime/engine/status.ts';
import { formatBytes, formatCount, plural } from './units.ts';

/** Sums over flows of what went in and out. */
export interface Totals {
  readonly eventsIn: number;
  readonly bytesIn: number;
  readonly eventsOut: number;
  readonly bytesOut: number;
  readonly objects: number;
  readonly parts: number;
  readonly errors: number;
  readonly waiting: readonly string[];
}

export function totalsOf(flows: readonly FlowStatus[]): Totals {
  const connectors = flows.flatMap((flow) => flow.connectors);
  const sum = (key: keyof (typeof connectors)[number]['counters']): number =>
    connectors.reduce((total, { counters }) => total + counters[key], 0);
  return {
    eventsIn: sum('eventsIn'),
    bytesIn: sum('bytesIn'),
    eventsOut: sum('eventsOut'),
    bytesOut: sum('bytesOut'),
    objects: sum('objects'),
    parts: sum('parts'),
    // Errors of pipelines are on no connector: those that nobody takes are in the flow's own count.
    errors: Math.max(
      sum('errors'),
      flows.reduce((total, flow) => total + flow.unhandledErrors, 0),
    ),
    waiting: connectors.flatMap(({ name, waiting }) => (waiting === null ? [] : [`${name}: ${waiting}`])),
  };
}

/** One line for a terminal of `columns`: what moves, per second since `before`, and what is waited for. */
export function liveLine(now: Totals, before: Totals, seconds: number, columns: number): string {
  const rate = (key: 'eventsIn' | 'bytesIn' | 'eventsOut' | 'bytesOut'): number =>
    seconds > 0 ? (now[key] - before[key]) / seconds : 0;
  const pieces = [
    `in ${formatCount(now.eventsIn)} events, ${formatCount(Math.round(rate('eventsIn')))}/s, ${formatBytes(Math.round(rate('bytesIn')))}/s`,
    `out ${formatCount(now.eventsOut)} events, ${formatBytes(Math.round(rate('bytesOut')))}/s`,
  ];
  if (now.objects > 0 || now.parts > 0)
    pieces.push(`${plural(now.objects, 'object')}, ${plural(now.parts, 'part')}`);
  if (now.errors > 0) pieces.push(plural(now.errors, 'error'));
  pieces.push(...now.waiting.map((text) => `waiting: ${text}`));
  const line = pieces.join(' · ');
  return line.length < columns ? line : `${line.slice(0, Math.max(0, columns - 2))}…`;
}
