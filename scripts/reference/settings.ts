import { toJSONSchema } from 'zod';
import type { Settings } from '../../src/runtime/api.ts';

interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
  readonly items?: JsonSchema;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: JsonSchema | boolean;
}

/** A Markdown table of the settings of a part, or a sentence when it has none. */
export function settingsTable(settings: Settings): string {
  const schema = toJSONSchema(settings, { io: 'input', unrepresentable: 'any' }) as JsonSchema;
  const properties = Object.entries(mergedProperties(schema));
  if (properties.length === 0) return 'It has no settings.\n';
  const required = new Set(schema.required ?? []);
  const rows = properties.map(([name, property]) => {
    const fallback = required.has(name) ? 'required' : defaultText(property);
    return `| \`${name}\` | ${cell(typeText(property))} | ${cell(fallback)} | ${cell(property.description ?? '')} |`;
  });
  return ['| setting | type | default | meaning |', '|---|---|---|---|', ...rows, ''].join('\n');
}

function mergedProperties(schema: JsonSchema): Readonly<Record<string, JsonSchema>> {
  if (schema.properties) return schema.properties;
  return Object.assign({}, ...(schema.allOf ?? schema.anyOf ?? []).map(mergedProperties)) as Record<
    string,
    JsonSchema
  >;
}

function typeText(schema: JsonSchema): string {
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return [...new Set(choices.map(typeText))].join(' or ');
  if (schema.const !== undefined) return code(schema.const);
  if (schema.enum) return schema.enum.map(code).join(', ');
  if (schema.type === 'array') return `array of ${schema.items ? typeText(schema.items) : 'values'}`;
  if (schema.type === 'object') {
    const values = schema.additionalProperties;
    return typeof values === 'object' && values.type ? `record of ${typeText(values)}` : 'record';
  }
  const type = Array.isArray(schema.type) ? schema.type.join(' or ') : schema.type;
  return (type as string | undefined)?.replace('boolean', 'bool') ?? 'any';
}

function defaultText(schema: JsonSchema): string {
  return schema.default === undefined ? '–' : code(schema.default);
}

function code(value: unknown): string {
  return `\`${JSON.stringify(value)}\``;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
