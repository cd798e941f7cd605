/** Looks into zod schemas, for messages: which keys a record may have, what kind of value a setting takes. */
import type { Settings } from '../../runtime/api.ts';

/** What is needed of a schema's definition; by its class, any of these may be missing. */
interface SchemaDefinition {
  readonly type: string;
  readonly format?: string;
  readonly checks?: readonly { readonly _zod: { readonly def: object } }[];
  readonly shape?: Readonly<Record<string, Settings>>;
  readonly innerType?: Settings;
  readonly in?: Settings;
  readonly element?: Settings;
  readonly valueType?: Settings;
  readonly options?: readonly Settings[];
}

type Path = readonly PropertyKey[];

/** The keys that a schema knows in the record at `path`; those of all its variants where there are several. */
export function keysAt(schema: Settings, path: Path = []): readonly string[] {
  const keys = definitionsAt(schema, path).flatMap(({ shape }) => Object.keys(shape ?? {}));
  return [...new Set(keys)];
}

/** Does the schema take integers only at `path`? Zod itself says "number" to whoever gives it a string. */
export function takesInteger(schema: Settings, path: Path): boolean {
  const definitions = definitionsAt(schema, path).filter(({ type }) => type === 'number');
  return definitions.length > 0 && definitions.every(isInteger);
}

function isInteger({ format, checks }: SchemaDefinition): boolean {
  // `z.int()` says it by its own format, `z.number().int()` by a check.
  const formats = [{ format }, ...(checks ?? []).map((check) => check._zod.def)];
  return formats.some((each) => 'format' in each && String(each.format).includes('int'));
}

/** The schemas that a value at `path` may have to meet, wrappers taken off. */
function definitionsAt(schema: Settings, path: Path): readonly SchemaDefinition[] {
  const definition: SchemaDefinition = schema._zod.def;
  const wrapped = definition.innerType ?? definition.in;
  if (wrapped !== undefined) return definitionsAt(wrapped, path);
  if (definition.options !== undefined) {
    return definition.options.flatMap((option) => definitionsAt(option, path));
  }
  const [step, ...rest] = path;
  if (step === undefined) return [definition];
  const inside = stepInto(definition, step);
  return inside === undefined ? [] : definitionsAt(inside, rest);
}

function stepInto(definition: SchemaDefinition, step: PropertyKey): Settings | undefined {
  if (definition.element !== undefined) return definition.element;
  if (definition.valueType !== undefined) return definition.valueType;
  const { shape } = definition;
  return shape !== undefined && typeof step === 'string' && Object.hasOwn(shape, step)
    ? shape[step]
    : undefined;
}
