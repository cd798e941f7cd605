import { Command, CommanderError, Option } from 'commander';
import type { CommandSpec, OptionSpec } from './options.ts';
import { COMMANDS, GROUPS } from './options.ts';
import { UsageError } from './exit.ts';

/** Parses the command line and runs the command. Throws what the command throws, UsageError for a wrong line. */
export async function runProgram(argv: readonly string[], version: string): Promise<void> {
  const program = createProgram(version);
  try {
    await program.parseAsync([...argv], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return;
    if (error.code === 'commander.help') throw lacksCommand(argv);
    throw new UsageError(error.message.replace(/^error: /, ''), helpFor(error, argv));
  }
}

function helpFor({ code }: CommanderError, [command]: readonly string[]): string {
  const mayBeMeant = command === 'eval' && code === 'commander.unknownOption';
  if (mayBeMeant) return "an expression that begins with `-` stands behind `--`: `flowrun eval -- '-1'`";
  return TREMOR_COMMANDS.get(command ?? '') ?? 'see `flowrun --help`';
}

/** Not there, and what does it. */
const TREMOR_COMMANDS: ReadonlyMap<string, string> = new Map([
  ['server', 'there is no server: `flowrun FILE` runs a flow'],
  [
    'test',
    'there is no `flowrun test`: `flowrun eval` runs a script or query over a file, and prints what comes out',
  ],
  ['dbg', 'there is no `flowrun dbg`: `flowrun check FILE` says what is wrong'],
  ['doc', 'there is no `flowrun doc`: docs/reference has a page for all that can be called'],
]);

/** `flowrun s3`, and no word behind it. */
function lacksCommand(argv: readonly string[]): UsageError {
  const group = Object.keys(GROUPS).find((name) => argv.includes(name)) ?? '';
  const commands = COMMANDS.filter(({ name }) => name.startsWith(`${group} `));
  return new UsageError(
    `\`flowrun ${group}\` lacks a command`,
    `one of ${commands.map(({ name }) => `\`flowrun ${name}\``).join(', ')}`,
  );
}

function createProgram(version: string): Command {
  const program = new Command('flowrun')
    .description('Run flows: stream events and objects through S3.')
    .version(`flowrun ${version}`, '-V, --version', 'print the version')
    .helpCommand(false)
    .showSuggestionAfterError(true);
  quiet(program);
  const groups = new Map<string, Command>([['', program]]);
  for (const spec of COMMANDS) {
    const words = spec.name.split(' ');
    const parent = words.length === 1 ? program : group(groups, words[0]!, program);
    addCommand(parent, words.at(-1)!, spec);
  }
  return program;
}

function group(groups: Map<string, Command>, name: string, program: Command): Command {
  let found = groups.get(name);
  if (found === undefined) {
    found = program
      .command(name)
      .description(GROUPS[name] ?? '')
      .helpCommand(false);
    quiet(found);
    groups.set(name, found);
  }
  return found;
}

/** Errors are thrown and printed in one place; help goes to stdout. */
function quiet(command: Command): void {
  command.exitOverride().configureOutput({ writeErr: () => undefined });
}

function addCommand(parent: Command, word: string, spec: CommandSpec): void {
  const command = parent.command(word, { isDefault: spec.name === 'run' }).description(spec.doc);
  quiet(command);
  for (const argument of spec.args) command.argument(argument.name, argument.doc);
  for (const option of spec.options) command.addOption(createOption(option));
  command.addHelpText('after', `\nExamples:\n${spec.examples.map((example) => `  ${example}`).join('\n')}`);
  command.action(async (...values: unknown[]) => {
    await run(spec.name, values.slice(0, spec.args.length) as (string | undefined)[], command.opts());
  });
}

function createOption(spec: OptionSpec): Option {
  const option = new Option(spec.flags, spec.doc);
  if (spec.repeatable === true) {
    option.argParser<string[]>((value, previous) => [...previous, value]).default([], 'none');
  } else if (spec.default !== undefined) {
    option.default(spec.default);
  } else if (option.negate) {
    // Commander makes `fsync: true` of a lone `--no-fsync`; `--no-state` beside `--state <dir>` has no value until it is given.
  } else if (!spec.flags.includes('<') && !spec.flags.includes('[')) {
    option.default(false);
    option.defaultValueDescription = 'off';
  }
  if (spec.choices !== undefined) option.choices(spec.choices);
  return option;
}

/** Commander has checked and defaulted the options against the table, so each command may trust their types. */
async function run(name: string, args: (string | undefined)[], options: object): Promise<void> {
  switch (name) {
    case 'run': {
      const { runCommand } = await import('./commands/run.ts');
      return runCommand(args[0]!, options as Parameters<typeof runCommand>[1]);
    }
    case 'check': {
      const { checkCommand } = await import('./commands/check.ts');
      return checkCommand(args[0]!, options as Parameters<typeof checkCommand>[1]);
    }
    case 'explain': {
      const { explainCommand } = await import('./commands/explain.ts');
      return explainCommand(args[0]!);
    }
    case 'eval': {
      const { evalCommand } = await import('./commands/eval.ts');
      return evalCommand(args[0], options as Parameters<typeof evalCommand>[1]);
    }
    case 'doctor': {
      const { doctorCommand } = await import('./commands/doctor.ts');
      return doctorCommand(args[0]!, options as Parameters<typeof doctorCommand>[1]);
    }
    case 'state list':
    case 'state show': {
      const { stateShowCommand } = await import('./commands/state-show.ts');
      const isBrief = name === 'state list';
      return stateShowCommand(args[0], { ...(options as { state?: string }), isBrief });
    }
    case 'state reset': {
      const { stateResetCommand } = await import('./commands/state-reset.ts');
      return stateResetCommand(args[0]!, options as Parameters<typeof stateResetCommand>[1]);
    }
    case 'state export': {
      const { stateExportCommand } = await import('./commands/state-export.ts');
      return stateExportCommand(args[0], options);
    }
    case 's3 serve': {
      const { serveCommand } = await import('./commands/s3-serve.ts');
      return serveCommand(args[0], options as Parameters<typeof serveCommand>[1]);
    }
    case 's3 uploads': {
      const { uploadsCommand } = await import('./commands/s3-uploads.ts');
      return uploadsCommand(args[0], options as Parameters<typeof uploadsCommand>[1]);
    }
    default:
      throw new Error(`this is a bug in flowrun: no command \`${name}\``);
  }
}
