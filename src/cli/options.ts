/**
 * Every command with its arguments and options: one table, from which the parser, `--help` and the reference page
 * (docs/reference/cli.md) are made.
 */

export interface OptionSpec {
  /** As commander writes them: `--local [dir]`. */
  readonly flags: string;
  readonly doc: string;
  readonly default?: string | boolean | number;
  readonly choices?: readonly string[];
  /** May be given several times; the values are collected. */
  readonly repeatable?: boolean;
}

export interface ArgumentSpec {
  /** `<file>` is required, `[dir]` is not. */
  readonly name: string;
  readonly doc: string;
}

export interface CommandSpec {
  /** Words of the command: `s3 serve`. The one called `run` is also what is meant without a word. */
  readonly name: string;
  readonly doc: string;
  readonly args: readonly ArgumentSpec[];
  readonly options: readonly OptionSpec[];
  readonly examples: readonly string[];
}

const stateDir: OptionSpec = {
  flags: '--state <dir>',
  doc: 'the folder of the checkpoints (default .flowrun/state)',
};

/** What the words say that several commands begin with. */
export const GROUPS: Readonly<Record<string, string>> = {
  s3: 'The local S3.',
  state: 'What was saved of flows, so that they go on where they were.',
};

const logging: readonly OptionSpec[] = [
  {
    flags: '--log-level <level>',
    doc: 'how much to say on stderr',
    default: 'info',
    choices: ['debug', 'info', 'warn', 'error'],
  },
  { flags: '--json-logs', doc: 'log lines and the summary as JSON, for machines' },
];

export const COMMANDS: readonly CommandSpec[] = [
  {
    name: 'run',
    doc: 'Run a flow until its input ends or it is stopped (Ctrl-C once: cleanly; twice: at once).',
    args: [{ name: '<file>', doc: 'the .flow file' }],
    options: [
      {
        flags: '--arg <name=value>',
        doc: 'set an argument of the deployed flows (JSON, otherwise text)',
        repeatable: true,
      },
      {
        flags: '--local [dir]',
        doc: 'use a local S3 in this folder (default .flowrun/s3) in place of the flow’s endpoint and credentials',
      },
      {
        flags: '--on-error <what>',
        doc: 'what to do with an error event that nothing is connected to take: count and log it, or stop',
        default: 'continue',
        choices: ['continue', 'stop'],
      },
      { flags: '--stop-timeout <seconds>', doc: 'how long a clean stop may take', default: '30' },
      stateDir,
      { flags: '--no-state', doc: 'make no checkpoints, and start from the beginning' },
      {
        flags: '--checkpoint-interval <time>',
        doc: 'how often to make a checkpoint while something moves: `500ms`, `1s`, `5m`',
        default: '1s',
      },
      ...logging,
      { flags: '--quiet', doc: 'no live line and no summary, only warnings and errors' },
    ],
    examples: [
      'flowrun flows/s3demo.flow --local',
      'flowrun orders.flow --arg path=orders.ndjson --on-error stop',
    ],
  },
  {
    name: 'check',
    doc: 'Compile a flow and say what is wrong with it; nothing is run.',
    args: [{ name: '<file>', doc: 'the .flow file' }],
    options: [
      {
        flags: '--arg <name=value>',
        doc: 'set an argument of the deployed flows (JSON, otherwise text)',
        repeatable: true,
      },
      { flags: '--json', doc: 'the mistakes as JSON on stdout' },
    ],
    examples: ['flowrun check orders.flow', 'flowrun check orders.flow --json'],
  },
  {
    name: 'explain',
    doc: 'Explain a mistake by its code.',
    args: [{ name: '<code>', doc: 'as in `error[FR312]`' }],
    options: [],
    examples: ['flowrun explain FR312'],
  },
  {
    name: 'state list',
    doc: 'List the flows of which something is saved.',
    args: [],
    options: [stateDir],
    examples: ['flowrun state list', 'flowrun state list --state /var/lib/flowrun'],
  },
  {
    name: 'state show',
    doc: 'Say where flows go on: the place of every source, what every sink has, which scripts have state.',
    args: [{ name: '[flow]', doc: 'its deployed name, or its folder (default: all)' }],
    options: [stateDir],
    examples: ['flowrun state show', 'flowrun state show orders'],
  },
  {
    name: 'state reset',
    doc: 'Forget what was saved of a flow, or of one connector: it starts from the beginning. The flow must not be running.',
    args: [{ name: '<flow>', doc: 'its deployed name, or its folder' }],
    options: [
      { flags: '--connector <name>', doc: 'only this one; everything else goes on where it was' },
      { flags: '--to-previous', doc: 'go back to the checkpoint before the last one' },
      { flags: '--dry-run', doc: 'only say what would be forgotten' },
      stateDir,
    ],
    examples: ['flowrun state reset orders --dry-run', 'flowrun state reset orders --connector lines'],
  },
  {
    name: 'state export',
    doc: 'Print what is saved as JSON, a line per flow.',
    args: [{ name: '[flow]', doc: 'its deployed name, or its folder (default: all)' }],
    options: [stateDir],
    examples: ['flowrun state export orders'],
  },
  {
    name: 's3 serve',
    doc: 'Serve a folder as S3 until it is stopped.',
    args: [{ name: '[dir]', doc: 'where the objects are (default .flowrun/s3)' }],
    options: [
      { flags: '--port <number>', doc: 'the port; 0 takes any that is free', default: '9000' },
      { flags: '--host <address>', doc: 'the address to listen on', default: '127.0.0.1' },
      { flags: '--access-key <id>', doc: 'the access key id that clients must use', default: 'flowrun' },
      {
        flags: '--secret-key <secret>',
        doc: 'the secret that clients must sign with (default: a well-known one, for loopback only)',
      },
      { flags: '--bucket <name>', doc: 'create this bucket if it is not there', repeatable: true },
    ],
    examples: ['flowrun s3 serve', 'flowrun s3 serve ./data --port 9000 --bucket inbox'],
  },
];
