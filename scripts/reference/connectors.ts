import type { ConnectorDefinition } from '../../src/runtime/api.ts';
import { GENERATED } from './generated.ts';
import { settingsTable } from './settings.ts';

/** docs/reference/connectors.md. */
export function connectorsPage(definitions: readonly ConnectorDefinition[]): string {
  return ['# Connectors', GENERATED, ...definitions.map(connector)].join('\n');
}

function connector(definition: ConnectorDefinition): string {
  const lines = [
    `## ${definition.type}\n`,
    `${definition.doc}\n`,
    `${codecSentence(definition)}\n`,
    ...inputPorts(definition),
    settingsTable(definition.settings),
  ];
  const meta = Object.entries(definition.meta ?? {});
  if (meta.length > 0) {
    lines.push(
      '| metadata | meaning |',
      '|---|---|',
      ...meta.map(([name, doc]) => `| \`${name}\` | ${doc} |`),
      '',
    );
  }
  lines.push('```', definition.example.trim(), '```\n');
  return lines.join('\n');
}

function inputPorts({ inputPorts = [] }: ConnectorDefinition): readonly string[] {
  if (inputPorts.length === 0) return [];
  return [`Input ports: ${['in', ...inputPorts].map((port) => `\`${port}\``).join(', ')}.\n`];
}

function codecSentence({ codec, defaultCodec }: ConnectorDefinition): string {
  switch (codec) {
    case 'required':
      return 'It needs a `codec`.';
    case 'optional':
      return `Its \`codec\` is \`${defaultCodec ?? 'json'}\` when none is given.`;
    case 'none':
      return 'It takes no `codec`: its events are structured already.';
  }
}
