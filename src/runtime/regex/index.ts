export { Regex, compileRegex } from './regex.ts';
export type { NamedGroups } from './regex.ts';
export { parseReplacement } from './replacement.ts';
export type { Replacement } from './replacement.ts';
export { RuleError, UnknownNameError } from './rule-error.ts';
