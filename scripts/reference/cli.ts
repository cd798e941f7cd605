import type { CommandSpec } from '../../src/cli/options.ts';
import { COMMANDS } from '../../src/cli/options.ts';
import { GENERATED } from './generated.ts';

/** docs/reference/cli.md. */
export function cliPage(): string {
  return [
    '# The command',
    GENERATED,
    ...COMMANDS.map(command),
    '## Exit codes\n',
    '| code | meaning |',
    '|---|---|',
    '| 0 | done, or stopped cleanly |',
    '| 1 | the flow failed while it ran; for `doctor`: something that it needs does not work |',
    '| 2 | the flow or the command line is wrong |',
    '| 3 | the environment is wrong: no credentials, no such bucket, an unreadable file, a state that does not fit |',
    '| 130, 143 | ended by a second SIGINT or SIGTERM |',
    '',
    'Data goes to stdout, talk to stderr. `NO_COLOR` switches colours off, `FORCE_COLOR` on.\n',
  ].join('\n');
}

function command(spec: CommandSpec): string {
  const words = spec.name === 'run' ? 'flowrun' : `flowrun ${spec.name}`;
  const usage = [
    words,
    ...spec.args.map(({ name }) => name),
    ...(spec.options.length > 0 ? ['[options]'] : []),
  ];
  const lines = [`## \`${usage.join(' ')}\`\n`, `${spec.doc}\n`];
  if (spec.options.length > 0) {
    lines.push('| option | default | meaning |', '|---|---|---|');
    for (const { flags, doc, default: fallback, choices, repeatable } of spec.options) {
      const meaning = [doc, choices && `one of ${choices.join(', ')}`, repeatable && 'may be repeated']
        .filter(Boolean)
        .join('; ');
      lines.push(`| \`${flags}\` | ${fallback === undefined ? '–' : `\`${fallback}\``} | ${meaning} |`);
    }
    lines.push('');
  }
  lines.push('```sh', ...spec.examples, '```\n');
  return lines.join('\n');
}
