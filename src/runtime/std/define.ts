/**
 * What a function or a constant of the language is: a definition from which uses are checked, reference pages are
 * made and tests are run.
 */
import { bug } from '../api.ts';
import type { Origin } from '../api.ts';
import type { Integer } from '../value/kind.ts';
import { asArray, asRecord, isNumber, kindOf } from '../value/kind.ts';
import { describeValue } from '../value/text.ts';
import type { Float, Value, ValueKind, ValueRecord } from '../value/value.ts';
import { refuse } from '../value/value-error.ts';

/** What a parameter takes: a kind, any number, or anything. */
export type ParamKind = ValueKind | 'number' | 'any';

export interface Param {
  readonly name: string;
  readonly kind: ParamKind;
  readonly doc: string;
  /** It may be left out, with all behind it; `run` is then called without it. */
  readonly optional?: true;
}

/** What a function may know of the event that runs. The frame of a compiled expression is one, so nothing is made per call. */
export interface CallContext {
  /** When the event came in, nanoseconds since 1970. */
  readonly ingestNs: bigint;
  readonly origin: Origin;
  /** Where the event begins in its origin, in bytes; -1 when that is not known. */
  readonly offset: number;
  /** The name under which the flow is deployed. */
  readonly instance: string;
  /** How many groups the `select` has that runs; 0 in one without groups, and in a script. */
  readonly groups: number;
}

/** What a function may know of the environment; undefined is a variable that is not set. */
export interface VariableReader {
  readonly read: (name: string) => string | undefined;
}

/** A call and what it gives, as one writes them; runs as a test and is printed in the reference. */
export type FunctionExample =
  { readonly call: string; readonly result: string } | { readonly call: string; readonly error: string };

export interface FunctionDefinition {
  /** `string`; also reached as `std::string`. */
  readonly module: string;
  readonly name: string;
  readonly params: readonly Param[];
  /** What any number of further arguments must be; null when there are none. */
  readonly rest: Param | null;
  readonly returns: ParamKind;
  /** Markdown, one paragraph. */
  readonly doc: string;
  readonly examples: readonly FunctionExample[];
  /** Same arguments, same result, no effect: such calls are computed at compile time when they can be. */
  readonly constant: boolean;
  /** Takes what {@link acceptArgument} gave for each argument. Throws ValueError. */
  readonly run: (...args: readonly Value[]) => Value;
  /** Instead of `run`, for a function whose result depends on the event that runs; such a function is not constant. */
  readonly runFor: ((context: CallContext, ...args: readonly Value[]) => Value) | null;
  /**
   * Instead of `run`, for a function of the environment: it is called while the flow is put together, and only where
   * a constant is wanted. Undefined: there is no such variable.
   */
  readonly runWith: ((variables: VariableReader, ...args: readonly Value[]) => Value | undefined) | null;
}

/** A named value of a module. */
export interface ConstantDefinition {
  readonly module: string;
  readonly name: string;
  readonly value: Value;
  /** Markdown, one sentence. */
  readonly doc: string;
}

/** What an argument is in JavaScript once its kind has been checked: records and arrays are built. */
interface KindTypes {
  null: null;
  bool: boolean;
  integer: Integer;
  float: number | Float;
  number: Integer | Float;
  string: string;
  bytes: Uint8Array;
  array: readonly Value[];
  record: ValueRecord;
  any: Value;
}

type ArgumentOf<P extends Param> =
  KindTypes[P['kind']] | (P extends { readonly optional: true } ? undefined : never);

type ArgumentsOf<P extends readonly Param[]> = { [I in keyof P]: ArgumentOf<P[I]> };

type FunctionSpec<P extends readonly Param[], R extends readonly Param[]> = Omit<
  FunctionDefinition,
  'params' | 'rest' | 'run' | 'runFor' | 'runWith'
> & {
  readonly params: P;
  /** At most one: the kind of all further arguments. */
  readonly rest?: R;
  readonly run: (...args: [...ArgumentsOf<P>, ...KindTypes[R[number]['kind']][]]) => Value;
};

/** `run` gets what the function may know, and then the arguments. */
type ContextFunctionSpec<P extends readonly Param[], C, T> = Omit<
  FunctionDefinition,
  'params' | 'rest' | 'constant' | 'run' | 'runFor' | 'runWith'
> & {
  readonly params: P;
  readonly run: (context: C, ...args: ArgumentsOf<P>) => T;
};

/** Binds the kinds of the parameters to the types of what `run` takes. */
export function defineFunction<
  const P extends readonly Param[],
  const R extends readonly [Param] | readonly [] = [],
>(spec: FunctionSpec<P, R>): FunctionDefinition {
  // Callers pass only what acceptArgument gave for these very parameters.
  const run = spec.run as unknown as FunctionDefinition['run'];
  return { ...spec, rest: spec.rest?.[0] ?? null, run, runFor: null, runWith: null };
}

/** The same for a function whose result depends on the event that runs. */
export function defineEventFunction<const P extends readonly Param[]>(
  spec: ContextFunctionSpec<P, CallContext, Value>,
): FunctionDefinition {
  // As in defineFunction.
  const runFor = spec.run as unknown as NonNullable<FunctionDefinition['runFor']>;
  const run = (): never => bug(`\`${spec.module}::${spec.name}\` was called without an event`);
  return { ...spec, rest: null, constant: false, run, runFor, runWith: null };
}

/** The same for a function of the environment. */
export function defineEnvironmentFunction<const P extends readonly Param[]>(
  spec: ContextFunctionSpec<P, VariableReader, Value | undefined>,
): FunctionDefinition {
  // As in defineFunction.
  const runWith = spec.run as unknown as NonNullable<FunctionDefinition['runWith']>;
  const run = (): never => bug(`\`${spec.module}::${spec.name}\` was called without an environment`);
  return { ...spec, rest: null, constant: false, run, runFor: null, runWith };
}

/** The argument in the form in which `run` takes it; an error when it is of the wrong kind. */
export function acceptArgument(definition: FunctionDefinition, index: number, value: Value): Value {
  // The number of arguments was checked when the call was analysed.
  const param = definition.params[index] ?? definition.rest!;
  const accepted = acceptKind(param.kind, value);
  if (accepted !== undefined) return accepted;
  const wanted = param.kind === 'null' || param.kind === 'bytes' ? param.kind : withArticle(param.kind);
  return refuse(
    'argument-kind',
    `\`${definition.module}::${definition.name}\` takes ${wanted} as \`${param.name}\`, not ${describeValue(value)}`,
  );
}

function acceptKind(kind: ParamKind, value: Value): Value | undefined {
  switch (kind) {
    case 'any':
      return value;
    case 'string':
      return typeof value === 'string' ? value : undefined;
    case 'number':
      return isNumber(value) ? value : undefined;
    case 'array':
      return asArray(value);
    case 'record':
      return asRecord(value);
    default:
      return kindOf(value) === kind ? value : undefined;
  }
}

function withArticle(kind: ParamKind): string {
  return /^[aeiou]/.test(kind) ? `an ${kind}` : `a ${kind}`;
}
