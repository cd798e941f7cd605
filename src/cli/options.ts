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

const flowArgument: OptionSpec = {
  flags: '--arg <name=value>',
  doc: 'set an argument of the deployed flows (JSON, otherwise text)',
  repeatable: true,
};

const modulePath: OptionSpec = {
  flags: '--module-path <dir>',
  doc: 'look for modules here, too: after the folder of the file, before FLOWRUN_PATH and TREMOR_PATH',
  repeatable: true,
};

const localS3: OptionSpec = {
  flags: '--local [dir]',
  doc: 'use a local S3 in this folder (default .flowrun/s3) in place of the flow’s endpoint and credentials',
};

const stateDir: OptionSpec = {
  flags: '--state <dir>',
  doc: 'the folder of the checkpoints (default .flowrun/state)',
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

/** Commands of several words share a first one: what `flowrun --help` says about it. */
export const GROUPS: Readonly<Record<string, string>> = {
  s3: 'Serve a folder as S3, and look after uploads.',
  state: 'What was saved of flows, so that they go on where they were.',
};

export const COMMANDS: readonly CommandSpec[] = [
  {
    name: 'run',
    doc: 'Run a flow until its input ends or it is stopped (Ctrl-C once: cleanly; twice: at once).',
    args: [{ name: '<file>', doc: 'the .flow file' }],
    options: [
      flowArgument,
      modulePath,
      localS3,
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
    options: [flowArgument, modulePath, { flags: '--json', doc: 'the mistakes as JSON on stdout' }],
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
    name: 'eval',
    doc:
      'Try a script or a query without a flow. An expression is computed once; with `-f` or `--query`, every line of the ' +
      'input is an event: what comes out goes to stdout, what goes to `err` to stderr, a JSON value per line.',
    args: [{ name: '[expression]', doc: 'such as `string::uppercase("x")`; `event` is null in it' }],
    options: [
      { flags: '-f, --file <script>', doc: 'run this script (what stands between `script` and `end`)' },
      { flags: '--query <query>', doc: 'run this query (what stands between `pipeline` and `end`)' },
      modulePath,
      { flags: '--input <file>', doc: 'take events from this file, not from stdin (with `-f` or `--query`)' },
    ],
    examples: [
      `flowrun eval 'string::uppercase("x")'`,
      'flowrun eval -f enrich.tremor < in.ndjson',
      'flowrun eval --query errors.trickle --input in.ndjson',
    ],
  },
  {
    name: 'doctor',
    doc:
      'Examine what stands between a flow and S3: credentials, server, buckets, permissions. Exits with 1 when ' +
      'something does not work that the flow needs.',
    args: [{ name: '<file>', doc: 'the .flow file' }],
    options: [
      flowArgument,
      modulePath,
      localS3,
      { flags: '--json', doc: 'the report as JSON on stdout' },
      { flags: '--no-write', doc: 'only read: leave out what takes writing an object or an upload' },
      {
        flags: '--probe-prefix <prefix>',
        doc: 'how the keys begin that are written, and removed again',
        default: '.flowrun-doctor/',
      },
    ],
    examples: ['flowrun doctor orders.flow', 'flowrun doctor orders.flow --no-write --json'],
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
      {
        flags: '--no-fsync',
        doc: 'do not wait for the disk: faster, and a power cut may lose what was acknowledged (a killed process does not)',
      },
    ],
    examples: ['flowrun s3 serve', 'flowrun s3 serve ./data --port 9000 --bucket inbox'],
  },
  {
    name: 's3 uploads',
    doc: 'List the multipart uploads that were left open; what was sent for them is stored, and billed, until they are aborted.',
    args: [{ name: '[file]', doc: 'a .flow file: look into its buckets, with its endpoint and credentials' }],
    options: [
      {
        flags: '--bucket <name>',
        doc: 'look into this bucket; without a flow, with the endpoint and credentials of the AWS chain',
      },
      { flags: '--prefix <text>', doc: 'only keys that begin like this' },
      {
        flags: '--abort-older-than <age>',
        doc: 'abort those that were begun longer ago (`7d`, `12h`), and say which; a flow that still writes one would fail',
      },
      { flags: '--dry-run', doc: 'only say what `--abort-older-than` would abort' },
      { flags: '--json', doc: 'the list and the totals as JSON on stdout' },
      { flags: '--local [dir]', doc: 'look into the local S3 in this folder (default .flowrun/s3)' },
      { flags: '--endpoint <url>', doc: 'another S3 than that of AWS: its address (with `--bucket`)' },
      { flags: '--region <name>', doc: 'the region of the bucket (with `--bucket`)' },
      { flags: '--profile <name>', doc: 'a profile of the AWS configuration files (with `--bucket`)' },
      flowArgument,
      modulePath,
    ],
    examples: [
      'flowrun s3 uploads orders.flow',
      'flowrun s3 uploads --bucket logs --prefix 2026/ --abort-older-than 7d --dry-run',
    ],
  },
];
