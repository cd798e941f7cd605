import type { Histogram } from './histogram.ts';

/** What was measured. */
export interface Measured {
  readonly events: number;
  readonly bytes: number;
  readonly seconds: number;
  /** Nanoseconds. */
  readonly latencies: Histogram;
}

const PERCENTILES = [50, 90, 99, 99.9, 99.99] as const;

/** The result for people. */
export function reportText({ events, bytes, seconds, latencies }: Measured): string {
  const count = (value: number): string => Math.round(value).toLocaleString('en');
  const rate = seconds > 0 ? `: ${count(events / seconds)} events/s, ${megabytes(bytes / seconds)} MB/s` : '';
  const lines = [
    ['min', latencies.min],
    ...PERCENTILES.map((percent) => [`${percent} %`, latencies.percentile(percent)] as const),
    ['max', latencies.max],
    ['mean', latencies.mean],
  ] as const;
  return [
    `${count(events)} events, ${megabytes(bytes)} MB in ${seconds.toFixed(3)} s${rate}; latency:`,
    ...lines.map(([name, ns]) => `  ${name.padStart(7)}  ${(ns / 1e6).toFixed(3).padStart(12)} ms`),
  ].join('\n');
}

/** The same for machines. */
export function reportJson({ events, bytes, seconds, latencies }: Measured): string {
  return JSON.stringify({
    events,
    bytes,
    seconds,
    events_per_second: seconds > 0 ? events / seconds : null,
    bytes_per_second: seconds > 0 ? bytes / seconds : null,
    latency_ns: {
      min: latencies.min,
      mean: latencies.mean,
      max: latencies.max,
      percentiles: Object.fromEntries(PERCENTILES.map((each) => [each, latencies.percentile(each)])),
    },
  });
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(2);
}
