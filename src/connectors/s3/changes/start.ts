import { parseDuration } from '../../parse-duration.ts';

/** From which objects on a source without a bookmark tells of: those that changed later than this. */
export type StartPolicy =
  | { readonly kind: 'all' }
  | { readonly kind: 'now' }
  | { readonly kind: 'ago'; readonly ms: number }
  | { readonly kind: 'since'; readonly atMs: number };

/** Setting `start`; undefined when it is none of them. */
export function parseStart(text: string): StartPolicy | undefined {
  if (text === 'all' || text === 'now') return { kind: text };
  const ms = parseDuration(text);
  if (ms !== undefined) return { kind: 'ago', ms };
  // RFC 3339; a date alone is the beginning of that day, UTC.
  if (!/^\d{4}-\d\d-\d\d([Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d))?$/.test(text)) return undefined;
  const atMs = Date.parse(text);
  return Number.isNaN(atMs) ? undefined : { kind: 'since', atMs };
}

/** Objects that were last modified before this, milliseconds since 1970, are not told of by the first poll. */
export function oldestToldMs(policy: StartPolicy, pollStartedAtMs: number): number {
  switch (policy.kind) {
    case 'all':
      return -Infinity;
    case 'now':
      return Infinity;
    case 'ago':
      return pollStartedAtMs - policy.ms;
    case 'since':
      return policy.atMs;
  }
}
