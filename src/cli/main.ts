/** The command `flowrun`. Everything but `--version` is loaded when it is needed, so that each command starts fast. */
import { EXIT, exitCodeOf } from './exit.ts';

export const VERSION = process.env['FLOWRUN_VERSION'] ?? '0.0.0';

async function main(argv: readonly string[]): Promise<void> {
  if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) {
    process.stdout.write(`flowrun ${VERSION}\n`);
    return;
  }
  try {
    const { runProgram } = await import('./program.ts');
    await runProgram(argv, VERSION);
  } catch (error) {
    const { errorText } = await import('./report.ts');
    process.stderr.write(`${errorText(error)}\n`);
    process.exitCode = exitCodeOf(error);
  }
}

// A flow that writes to standard output hears of a failure through its own write, and `flowrun check --json | head -1`
// is no failure at all. What is left is said at the end.
let lost: NodeJS.ErrnoException | null = null;
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') lost ??= error;
});

await main(process.argv.slice(2));
if (lost !== null && process.exitCode === undefined) {
  process.stderr.write(`error: cannot write to standard output: ${(lost as Error).message}\n`);
  process.exitCode = EXIT.failed;
}
