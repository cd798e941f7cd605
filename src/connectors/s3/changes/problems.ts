import { EnvironmentError, FlowFailure } from '../../../runtime/api.ts';
import { causeOf } from '../client/cause.ts';
import { problemOf } from '../client/s3-problem.ts';
import { UnreadableInventory } from './inventory/reader.ts';

/** A bucket that cannot be listed: nothing has been changed by the poll that failed. */
export function failureOfListing(error: unknown, bucket: string, versions: 'latest' | 'all'): FlowFailure {
  const problem = problemOf(error);
  const permission = versions === 'all' ? 's3:ListBucketVersions' : 's3:ListBucket';
  const help =
    problem.status === 403
      ? `allow ${permission} on arn:aws:s3:::${bucket}; the flow then goes on where it was`
      : 'mend this and start the flow again: it goes on where it was';
  return new FlowFailure(`bucket \`${bucket}\` cannot be listed: ${problem.words}`, {
    help,
    cause: causeOf(error),
  });
}

/** An object that cannot be read, for a reason that will be the same with every other one. */
export function failureOfReading(error: unknown, bucket: string, key: string): FlowFailure {
  const problem = problemOf(error);
  return new FlowFailure(`object \`${key}\` in bucket \`${bucket}\` could not be read: ${problem.words}`, {
    help: 'mend this and start the flow again: it goes on where it was',
    cause: causeOf(error),
  });
}

/** What the source remembers of the bucket cannot be used, and to guess would lose or double events. */
export function failureOfInventory(error: unknown, path: string, resetCommand: string): Error {
  if (error instanceof UnreadableInventory) {
    return new EnvironmentError(`the inventory \`${path}\` ${error.reason}`, {
      help: `put it back, or begin anew with this source: \`${resetCommand}\``,
      cause: error,
    });
  }
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === undefined) return error as Error;
  return new EnvironmentError(`cannot write the inventory \`${path}\`: ${message}`, {
    help: 'mend this and start the flow again: it goes on from its last checkpoint',
    cause: error,
  });
}
