import type { CodeEntry } from './entry.ts';
import { collectionsCodes } from './collections.ts';
import { environmentCodes } from './environment.ts';
import { extractorsCodes } from './extractors.ts';
import { functionsCodes } from './functions.ts';
import { lexicalCodes } from './lexical.ts';
import { modulesCodes } from './modules.ts';
import { operatorsCodes } from './operators.ts';
import { namesCodes } from './names.ts';
import { runtimeValuesCodes } from './runtime-values.ts';
import { runtimeCodes } from './runtime.ts';
import { scriptsCodes } from './scripts.ts';
import { settingsCodes } from './settings.ts';
import { syntaxCodes } from './syntax.ts';
import { warningsCodes } from './warnings.ts';
import { aggregateCodes, windowCodes } from './windows.ts';

export type { CodeEntry } from './entry.ts';

/** The catalogue of all codes, in ascending order. */
export const CODES: readonly CodeEntry[] = [
  ...lexicalCodes,
  ...syntaxCodes,
  ...namesCodes,
  ...modulesCodes,
  ...operatorsCodes,
  ...windowCodes,
  ...settingsCodes,
  ...scriptsCodes,
  ...aggregateCodes,
  ...functionsCodes,
  ...extractorsCodes,
  ...collectionsCodes,
  ...environmentCodes,
  ...warningsCodes,
  ...runtimeValuesCodes,
  ...runtimeCodes,
];

/** The entry of a code as a user may type it: `FR312`, `fr312` or `312`. */
export function explain(code: string): CodeEntry | undefined {
  const wanted = `FR${code.replace(/^fr/i, '')}`;
  return CODES.find((entry) => entry.code === wanted);
}
