import type { Settings } from '../../runtime/api.ts';

/** The part of a zod schema's definition that is needed to find the keys of a record. */
interface SchemaDefinition {
  readonly type: string;
  readonly shape?: Readonly<Record<string, Settings>>;
  readonly innerType?: Settings;
  readonly in?: Settings;
  readonly element?: Settings;
  readonly valueType?: Settings;
  readonly options?: readonly Settings[];
}

/** The keys that a schema knows in the record at `path`; those of all its variants where there are several. */
export function keysAt(schema: Settings, path: readonly PropertyKey[] = []): readonly string[] {
  const definition = definitionOf(schema);
  if (definition.innerType !== undefined) return keysAt(definition.innerType, path);
  if (definition.in !== undefined) return keysAt(definition.in, path);
  if (definition.options !== undefined) {
    return [...new Set(definition.options.flatMap((option) => keysAt(option, path)))];
  }
  const [step, ...rest] = path;
  if (step === undefined) return Object.keys(definition.shape ?? {});
  const inside = stepInto(definition, step);
  return inside === undefined ? [] : keysAt(inside, rest);
}

function stepInto(definition: SchemaDefinition, step: PropertyKey): Settings | undefined {
  if (definition.element !== undefined) return definition.element;
  if (definition.valueType !== undefined) return definition.valueType;
  const { shape } = definition;
  return shape !== undefined && typeof step === 'string' && Object.hasOwn(shape, step)
    ? shape[step]
    : undefined;
}

function definitionOf(schema: Settings): SchemaDefinition {
  // Zod types the definition of a schema by its class; looked at from outside, every property may be missing.
  const definition: SchemaDefinition = schema._zod.def;
  return definition;
}
