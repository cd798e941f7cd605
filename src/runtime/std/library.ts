/** All functions of the language, by module. */
import { ARRAY_FUNCTIONS } from './array.ts';
import type { FunctionDefinition } from './define.ts';
import { JSON_FUNCTIONS } from './json.ts';
import { MATH_FUNCTIONS } from './math.ts';
import { RE_FUNCTIONS } from './re.ts';
import { RECORD_FUNCTIONS } from './record.ts';
import { STRING_FUNCTIONS } from './string.ts';
import { TYPE_FUNCTIONS } from './type.ts';

export const STD_FUNCTIONS: readonly FunctionDefinition[] = [
  ...STRING_FUNCTIONS,
  ...ARRAY_FUNCTIONS,
  ...RE_FUNCTIONS,
  ...RECORD_FUNCTIONS,
  ...TYPE_FUNCTIONS,
  ...JSON_FUNCTIONS,
  ...MATH_FUNCTIONS,
];

/** The names of all modules, in the order of the reference. */
export const STD_MODULES: readonly string[] = [...new Set(STD_FUNCTIONS.map(({ module }) => module))];

export function findFunction(module: string, name: string): FunctionDefinition | undefined {
  return STD_FUNCTIONS.find((definition) => definition.module === module && definition.name === name);
}

/** The names of a module's functions. */
export function functionNames(module: string): readonly string[] {
  return STD_FUNCTIONS.filter((definition) => definition.module === module).map(({ name }) => name);
}
