import type { ConnectorCounters } from '../api.ts';

/** Counters at zero. */
export function createCounters(): ConnectorCounters {
  return { eventsIn: 0, bytesIn: 0, eventsOut: 0, bytesOut: 0, errors: 0, objects: 0, parts: 0 };
}
