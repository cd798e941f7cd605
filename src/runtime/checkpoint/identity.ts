import { isDeepStrictEqual } from 'node:util';
import type { Json } from '../api.ts';
import type { ConnectorPlan, PartPlan } from '../plan.ts';
import type { Identity } from './checkpoint.ts';

/** Under which settings a position or state of this connector means what it means. */
export function identityOf(
  { definition, config, preprocessors, postprocessors }: ConnectorPlan,
  { isSource, isSink }: { readonly isSource: boolean; readonly isSink: boolean },
): Identity {
  return {
    config: definition.identity?.(config) ?? {},
    preprocessors: isSource ? partsOf(preprocessors) : null,
    postprocessors: isSink ? partsOf(postprocessors) : null,
  };
}

/** How the settings differ, in the words of a person; null when position and state mean the same under both. */
export function differenceOf(saved: Identity, now: Identity): string | null {
  const settings = new Set([...Object.keys(asRecord(saved.config)), ...Object.keys(asRecord(now.config))]);
  for (const name of settings) {
    const [before, after] = [asRecord(saved.config)[name] ?? null, asRecord(now.config)[name] ?? null];
    if (!isDeepStrictEqual(before, after)) return changed(`\`${name}\``, before, after);
  }
  for (const name of ['preprocessors', 'postprocessors'] as const) {
    if (!isDeepStrictEqual(saved[name], now[name])) return changed(`\`${name}\``, saved[name], now[name]);
  }
  return null;
}

/** A config of parts is what its schema made of JSON: so it is JSON again. */
function partsOf(parts: readonly PartPlan[]): Json {
  return parts.map(({ name, config }) => ({ name, config: JSON.parse(JSON.stringify(config)) as Json }));
}

function asRecord(config: Json): Readonly<Record<string, Json>> {
  // What `ConnectorDefinition.identity` gives is a record.
  return config as Readonly<Record<string, Json>>;
}

function changed(what: string, before: Json, after: Json): string {
  return `its ${what} was ${shown(before)} and is ${shown(after)}`;
}

function shown(json: Json): string {
  return json === null ? 'not set' : `\`${JSON.stringify(json)}\``;
}
