import type {
  ConstantDefinition,
  FunctionDefinition,
  FunctionExample,
  Param,
} from '../../src/runtime/std/index.ts';
import { jsonText } from '../../src/runtime/value/json.ts';
import { GENERATED } from './generated.ts';

/** docs/reference/functions.md: all functions and constants by module. */
export function functionsPage(
  functions: readonly FunctionDefinition[],
  constants: readonly ConstantDefinition[],
): string {
  const modules = [...new Set([...functions, ...constants].map(({ module }) => module))];
  return [
    '# Functions',
    GENERATED,
    'Those of the modules that do not begin with `tremor`, `http`, `cncf` or `google` are also reached with `std::` in',
    'front: `std::string::len`. A parameter in brackets may be left out.\n',
    ...modules.flatMap((module) => [
      `## ${module}\n`,
      ...constantsTable(constants.filter((each) => each.module === module)),
      ...functions.filter((each) => each.module === module).map(section),
    ]),
  ].join('\n');
}

function constantsTable(constants: readonly ConstantDefinition[]): readonly string[] {
  if (constants.length === 0) return [];
  const rows = constants.map(
    ({ module, name, value, doc }) => `| \`${module}::${name}\` | ${valueText(value)} | ${doc} |`,
  );
  return ['| constant | value | |', '| --- | --- | --- |', ...rows, ''];
}

/** What is too long for a cell is looked up by those who want it. */
function valueText(value: ConstantDefinition['value']): string {
  const text = jsonText(value);
  return text.length > 60 ? 'a longer value' : `\`${text}\``;
}

function section(definition: FunctionDefinition): string {
  const { module, name, params, rest, returns, doc, examples } = definition;
  const names = params.map((param) => (param.optional === true ? `[${param.name}]` : param.name));
  if (rest !== null) names.push(`${rest.name} …`);
  const lines = [
    `### ${module}::${name}\n`,
    `\`${module}::${name}(${names.join(', ')})\` → ${returns}\n`,
    `${doc}\n`,
  ];
  const all: readonly Param[] = rest === null ? params : [...params, rest];
  if (all.length > 0)
    lines.push(...all.map((param) => `- \`${param.name}\` (${param.kind}): ${param.doc}`), '');
  lines.push('```', ...examples.map(exampleLine), '```\n');
  return lines.join('\n');
}

function exampleLine(example: FunctionExample): string {
  return 'result' in example
    ? `${example.call}  # ${example.result}`
    : `${example.call}  # error: … ${example.error} …`;
}
