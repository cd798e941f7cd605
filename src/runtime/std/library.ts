/** All functions and constants of the language, by module. */
import { ARRAY_FUNCTIONS } from './array.ts';
import { BASE64_FUNCTIONS } from './base64.ts';
import { BINARY_FUNCTIONS } from './binary.ts';
import { CHASH_FUNCTIONS } from './chash.ts';
import { DATETIME_CONSTANTS } from './datetime-constants.ts';
import { DATETIME_FUNCTIONS } from './datetime.ts';
import type { ConstantDefinition, FunctionDefinition } from './define.ts';
import { FLOAT_FUNCTIONS } from './float.ts';
import { GOOGLE_CONSTANTS, GOOGLE_FUNCTIONS } from './google.ts';
import { HTTP_CONSTANTS } from './http.ts';
import { INTEGER_CONSTANTS, INTEGER_FUNCTIONS } from './integer.ts';
import { JSON_FUNCTIONS } from './json.ts';
import { MATH_FUNCTIONS } from './math.ts';
import { ORIGIN_FUNCTIONS } from './origin.ts';
import { OTEL_CONSTANTS, OTEL_FUNCTIONS } from './otel.ts';
import { PATH_FUNCTIONS } from './path.ts';
import { RANDOM_FUNCTIONS } from './random.ts';
import { RANGE_FUNCTIONS } from './range.ts';
import { RE_FUNCTIONS } from './re.ts';
import { RECORD_FUNCTIONS } from './record.ts';
import { SIZE_FUNCTIONS } from './size.ts';
import { STRING_FUNCTIONS } from './string.ts';
import { SYSTEM_FUNCTIONS } from './system.ts';
import { TEST_FUNCTIONS } from './test.ts';
import { NANOS_CONSTANTS, NANOS_FUNCTIONS } from './time-nanos.ts';
import { TREMOR_CONSTANTS } from './tremor-constants.ts';
import { TYPE_FUNCTIONS } from './type.ts';
import { URL_FUNCTIONS } from './url.ts';
import { WIN_FUNCTIONS } from './win.ts';

export const STD_FUNCTIONS: readonly FunctionDefinition[] = [
  ...STRING_FUNCTIONS,
  ...ARRAY_FUNCTIONS,
  ...RECORD_FUNCTIONS,
  ...TYPE_FUNCTIONS,
  ...JSON_FUNCTIONS,
  ...MATH_FUNCTIONS,
  ...INTEGER_FUNCTIONS,
  ...FLOAT_FUNCTIONS,
  ...RE_FUNCTIONS,
  ...BASE64_FUNCTIONS,
  ...BINARY_FUNCTIONS,
  ...URL_FUNCTIONS,
  ...PATH_FUNCTIONS,
  ...RANGE_FUNCTIONS,
  ...SIZE_FUNCTIONS,
  ...DATETIME_FUNCTIONS,
  ...NANOS_FUNCTIONS,
  ...RANDOM_FUNCTIONS,
  ...WIN_FUNCTIONS,
  ...TEST_FUNCTIONS,
  ...ORIGIN_FUNCTIONS,
  ...SYSTEM_FUNCTIONS,
  ...CHASH_FUNCTIONS,
  ...OTEL_FUNCTIONS,
  ...GOOGLE_FUNCTIONS,
];

export const STD_CONSTANTS: readonly ConstantDefinition[] = [
  ...INTEGER_CONSTANTS,
  ...NANOS_CONSTANTS,
  ...DATETIME_CONSTANTS,
  ...TREMOR_CONSTANTS,
  ...HTTP_CONSTANTS,
  ...OTEL_CONSTANTS,
  ...GOOGLE_CONSTANTS,
];

/** Everything that a module defines, by name. */
interface Module {
  readonly functions: Map<string, FunctionDefinition>;
  readonly constants: Map<string, ConstantDefinition>;
}

const MODULES = collectModules();

function collectModules(): ReadonlyMap<string, Module> {
  const modules = new Map<string, Module>();
  const moduleOf = (name: string): Module => {
    const known = modules.get(name);
    if (known !== undefined) return known;
    const made: Module = { functions: new Map(), constants: new Map() };
    modules.set(name, made);
    return made;
  };
  for (const each of STD_FUNCTIONS) moduleOf(each.module).functions.set(each.name, each);
  for (const each of STD_CONSTANTS) moduleOf(each.module).constants.set(each.name, each);
  return modules;
}

/** The names of all modules that define something, as one writes them: `string`, `time::nanos`. */
export const STD_MODULES: readonly string[] = [...MODULES.keys()];

/** Modules beside `std`, which have no `std::` in front. */
const OWN_ROOTS: ReadonlySet<string> = new Set(['tremor', 'http', 'cncf', 'google']);

/** The one place that knows that `std::string` and `string` are the same module. */
export function canonicalModule(path: readonly string[]): string {
  const [first, second] = path;
  const isStd = first === 'std' && second !== undefined && !OWN_ROOTS.has(second);
  return (isStd ? path.slice(1) : path).join('::');
}

/** `module` as {@link canonicalModule} gives it. */
export function findFunction(module: string, name: string): FunctionDefinition | undefined {
  return MODULES.get(module)?.functions.get(name);
}

/** `module` as {@link canonicalModule} gives it. */
export function findConstant(module: string, name: string): ConstantDefinition | undefined {
  return MODULES.get(module)?.constants.get(name);
}

/** The names of a module's functions, or of its constants; empty when there is no such module. */
export function namesIn(module: string, what: 'functions' | 'constants'): readonly string[] {
  return [...(MODULES.get(module)?.[what].keys() ?? [])];
}

/** The modules inside of one: `time::nanos` for `time`. With `std`, all that may have it in front. */
export function modulesBelow(module: string): readonly string[] {
  if (module === 'std') return STD_MODULES.filter((each) => !OWN_ROOTS.has(each.split('::')[0]!));
  return STD_MODULES.filter((each) => each.startsWith(`${module}::`));
}
