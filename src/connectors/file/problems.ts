import type { ConnectorContext } from '../../runtime/api.ts';
import { EnvironmentError, FlowFailure, systemReason } from '../../runtime/api.ts';

/** What to do about an error of the operating system. */
const HELP: Readonly<Record<string, string>> = {
  ENOENT: 'check the path; a relative one starts at the folder of the `.flow` file',
  EACCES: 'give the user that runs flowrun access to it',
  EPERM: 'give the user that runs flowrun access to it',
  EISDIR: 'give the path of a file',
  ENOTDIR: 'check the path',
  EROFS: 'choose a path on another one',
  EMFILE: 'raise the limit (`ulimit -n`)',
  ENOSPC: 'make room and start the flow again',
  EDQUOT: 'make room and start the flow again',
};

/** A file that cannot be opened: the environment is wrong. */
export function cannotOpen(verb: 'read' | 'write', path: string, cause: unknown): EnvironmentError {
  return new EnvironmentError(`cannot ${verb} \`${path}\`: ${systemReason(cause)}`, causeAndHelp(cause));
}

/** A pipe or socket where a file is expected. */
export function notAFile(verb: 'read' | 'write', path: string): EnvironmentError {
  const redirection = verb === 'read' ? '<' : '>';
  return new EnvironmentError(`cannot ${verb} \`${path}\`: it is a pipe or a socket, not a file`, {
    help: `use the connector \`stdio\` and redirect: \`flowrun … ${redirection} ${path}\``,
  });
}

/** A file that is not the one that an earlier run has left: nobody but its owner knows what to do about that. */
export function cannotGoOn(
  verb: 'reading' | 'writing',
  path: string,
  reason: string,
  { resetCommand }: ConnectorContext,
): EnvironmentError {
  return new EnvironmentError(`cannot go on ${verb} \`${path}\`: ${reason}`, {
    help: `put back the file as it was, or begin anew with it: \`${resetCommand}\``,
  });
}

/** A file that failed while it was used: the run cannot go on. */
export function failedWhile(verb: 'reading' | 'writing', path: string, cause: unknown): FlowFailure {
  return new FlowFailure(`failed while ${verb} \`${path}\`: ${systemReason(cause)}`, causeAndHelp(cause));
}

function causeAndHelp(cause: unknown): { readonly cause: unknown; readonly help?: string } {
  const help = HELP[(cause as NodeJS.ErrnoException).code ?? ''];
  return help === undefined ? { cause } : { help, cause };
}
