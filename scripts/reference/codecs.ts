import type {
  ByteExample,
  CodecDefinition,
  PostprocessorDefinition,
  PreprocessorDefinition,
  Settings,
} from '../../src/runtime/api.ts';
import { GENERATED } from './generated.ts';
import { settingsTable } from './settings.ts';

interface Part {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly doc: string;
  readonly settings: Settings;
  readonly examples: readonly ByteExample[];
}

/** docs/reference/codecs.md. */
export function codecsPage(
  codecs: readonly CodecDefinition[],
  preprocessors: readonly PreprocessorDefinition[],
  postprocessors: readonly PostprocessorDefinition[],
): string {
  return [
    '# Codecs, preprocessors, postprocessors',
    GENERATED,
    'Give a part by its name (`codec = "json"`) or with settings (`{ "name": "separate", "config": { … } }`).\n',
    '# Codecs\n',
    ...codecs.map(part),
    '# Preprocessors\n',
    'They cut what a source reads into frames, one event each, in the order in which they are listed.\n',
    ...preprocessors.map(part),
    '# Postprocessors\n',
    'They change what a codec wrote, in the order in which they are listed.\n',
    ...postprocessors.map(part),
  ].join('\n');
}

function part({ name, aliases, doc, settings, examples }: Part): string {
  const also =
    aliases && aliases.length > 0 ? ` (also ${aliases.map((alias) => `\`${alias}\``).join(', ')})` : '';
  return [`## ${name}${also}\n`, `${doc}\n`, settingsTable(settings), ...examples.map(example)].join('\n');
}

function example({ config, input, output }: ByteExample): string {
  const settings = config === undefined ? '' : ` with \`${JSON.stringify(config)}\``;
  const results = output.map((text) => `\`${JSON.stringify(text)}\``).join(', ');
  return `Example${settings}: \`${JSON.stringify(input)}\` gives ${results === '' ? 'nothing' : results}.\n`;
}
