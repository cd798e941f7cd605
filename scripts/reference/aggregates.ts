import type { AggregateDefinition, AggregateExample } from '../../src/runtime/aggregates/index.ts';
import { GENERATED } from './generated.ts';

/** docs/reference/aggregates.md: all aggregates. */
export function aggregatesPage(aggregates: readonly AggregateDefinition[]): string {
  return [
    '# Aggregates',
    GENERATED,
    'They stand in what a `select` from a window selects ([windows](../guide/windows.md)).\n',
    ...aggregates.map(section),
  ].join('\n');
}

function section({ module, name, params, returns, doc, examples }: AggregateDefinition): string {
  const names = params.map((param) => (param.optional === true ? `[${param.name}]` : param.name));
  const lines = [
    `## ${module}::${name}\n`,
    `\`${module}::${name}(${names.join(', ')})\` → ${returns}\n`,
    `${doc}\n`,
  ];
  if (params.length > 0)
    lines.push(...params.map((param) => `- \`${param.name}\` (${param.kind}): ${param.doc}`), '');
  lines.push('```', ...examples.map(exampleLines), '```\n');
  return lines.join('\n');
}

function exampleLines({ call, events, result }: AggregateExample): string {
  return `${call}  # of ${events.join(', ')}: ${result}`;
}
