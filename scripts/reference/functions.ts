import type { FunctionDefinition, FunctionExample, Param } from '../../src/runtime/std/index.ts';
import { GENERATED } from './generated.ts';

/** docs/reference/functions.md: all functions by module. */
export function functionsPage(functions: readonly FunctionDefinition[]): string {
  const modules = [...new Set(functions.map(({ module }) => module))];
  return [
    '# Functions',
    GENERATED,
    'Each is also reached with `std::` in front: `std::string::len`.\n',
    ...modules.flatMap((module) => [
      `## ${module}\n`,
      ...functions.filter((each) => each.module === module).map(section),
    ]),
  ].join('\n');
}

function section(definition: FunctionDefinition): string {
  const { module, name, params, rest, returns, doc, examples } = definition;
  const names = params.map((param) => param.name);
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
