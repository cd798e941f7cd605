import { EnvironmentError, systemReason } from '../../runtime/api.ts';

/** A file of the state: the disk is full, or its folder is gone. */
export function cannotWriteState(path: string, cause: unknown): EnvironmentError {
  return new EnvironmentError(`cannot write \`${path}\`: ${systemReason(cause)}`, {
    help: 'mend this and start the flow again: it goes on from its last checkpoint',
    cause,
  });
}
