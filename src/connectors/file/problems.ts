import type { ConnectorContext } from '../../runtime/api.ts';
import { EnvironmentError, FlowFailure } from '../../runtime/api.ts';

/** What an operating system error about a file means to a person. */
const REASONS: Readonly<Record<string, readonly [reason: string, help: string]>> = {
  ENOENT: [
    'there is no such file or folder',
    'check the path; a relative one starts at the folder of the `.flow` file',
  ],
  EACCES: ['permission denied', 'give the user that runs flowrun access to it'],
  EPERM: ['not permitted', 'give the user that runs flowrun access to it'],
  EISDIR: ['it is a folder', 'give the path of a file'],
  ENOTDIR: ['a part of its path is a file, not a folder', 'check the path'],
  EROFS: ['the file system is read-only', 'choose a path on another one'],
  EMFILE: ['too many files are open', 'raise the limit (`ulimit -n`)'],
  ENOSPC: ['no space is left on the disk', 'make room and start the flow again'],
  EDQUOT: ['the disk quota is used up', 'make room and start the flow again'],
};

/** A file that cannot be opened: the environment is wrong. */
export function cannotOpen(verb: 'read' | 'write', path: string, cause: unknown): EnvironmentError {
  const [reason, help] = reasonOf(cause);
  return new EnvironmentError(
    `cannot ${verb} \`${path}\`: ${reason}`,
    help === undefined ? { cause } : { help, cause },
  );
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
  const [reason, help] = reasonOf(cause);
  return new FlowFailure(
    `failed while ${verb} \`${path}\`: ${reason}`,
    help === undefined ? { cause } : { help, cause },
  );
}

function reasonOf(cause: unknown): readonly [string, string?] {
  const { code, message } = cause as NodeJS.ErrnoException;
  return REASONS[code ?? ''] ?? [message];
}
