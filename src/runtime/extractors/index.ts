import { base64Extractor } from './base64.ts';
import { cidrExtractor } from './cidr.ts';
import { datetimeExtractor } from './datetime.ts';
import type { ExtractorDefinition } from './define.ts';
import { dissectExtractor } from './dissect.ts';
import { globExtractor } from './glob.ts';
import { grokExtractor } from './grok.ts';
import { influxExtractor } from './influx.ts';
import { jsonExtractor } from './json.ts';
import { kvExtractor } from './kv.ts';
import { reExtractor } from './re.ts';
import { rergExtractor } from './rerg.ts';

export type { Extractor, ExtractorDefinition, ExtractorExample } from './define.ts';

/** All extractors of the language, in the order of the reference. */
export const EXTRACTORS: readonly ExtractorDefinition[] = [
  reExtractor,
  rergExtractor,
  globExtractor,
  jsonExtractor,
  base64Extractor,
  kvExtractor,
  dissectExtractor,
  grokExtractor,
  cidrExtractor,
  influxExtractor,
  datetimeExtractor,
];

export const EXTRACTOR_NAMES: readonly string[] = EXTRACTORS.map(({ name }) => name);

/** By its name, however it is capitalised. */
export function findExtractor(name: string): ExtractorDefinition | undefined {
  const wanted = name.toLowerCase();
  return EXTRACTORS.find((definition) => definition.name === wanted);
}
