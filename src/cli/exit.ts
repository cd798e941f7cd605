import { EnvironmentError, ForcedExit } from '../runtime/errors.ts';

/** What the exit codes of the command mean. */
export const EXIT = {
  ok: 0,
  failed: 1,
  wrongFlow: 2,
  wrongEnvironment: 3,
  interrupted: 130,
  terminated: 143,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The command line or the flow is wrong; whatever is to be said about it has been said. */
export class UsageError extends Error {
  readonly help: string | undefined;
  constructor(message: string, help?: string) {
    super(message);
    this.name = 'UsageError';
    this.help = help;
  }
}

/** A second signal ended the flow by force. */
export class Killed extends Error {
  readonly signal: 'SIGINT' | 'SIGTERM';
  constructor(signal: 'SIGINT' | 'SIGTERM') {
    super(`ended by a second ${signal}: what was not complete is left as it is`);
    this.name = 'Killed';
    this.signal = signal;
  }
}

/** The one place that decides with which code the command exits after an error. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof ForcedExit) return error.code;
  if (error instanceof UsageError) return EXIT.wrongFlow;
  if (error instanceof EnvironmentError) return EXIT.wrongEnvironment;
  if (error instanceof Killed) return error.signal === 'SIGINT' ? EXIT.interrupted : EXIT.terminated;
  return EXIT.failed;
}
