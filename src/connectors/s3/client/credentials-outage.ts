import type { S3Client } from '@aws-sdk/client-s3';

/** What the SDK calls it when no provider has credentials, for whatever reason. */
const NO_CREDENTIALS = 'CredentialsProviderError';

/**
 * Tells credentials that are missing from a source of credentials that fails just now (the metadata service of a
 * machine, a sign-in that has run out): the SDK has one error for both. It is the second as soon as a request of this
 * client could be signed, and is then named `CredentialsOutage`, which passes.
 */
export function tellCredentialsOutages(client: S3Client): void {
  let couldSign = false;
  client.middlewareStack.add(
    (next) => async (args) => {
      try {
        return await next(args);
      } catch (error) {
        if (!couldSign || !(error instanceof Error) || error.name !== NO_CREDENTIALS) throw error;
        const outage = new Error(`the credentials cannot be renewed just now: ${reasonIn(error.message)}`);
        throw Object.assign(outage, { name: 'CredentialsOutage' });
      }
    },
    { step: 'initialize', name: 'tellCredentialsOutages' },
  );
  client.middlewareStack.add(
    (next) => (args) => {
      // Behind the step that signs.
      couldSign = true;
      return next(args);
    },
    { step: 'deserialize', name: 'noteSignature' },
  );
}

/** In one line, and without the command of a `credential_process`, whose arguments may be secret. */
function reasonIn(message: string): string {
  const [line = ''] = message.trim().split('\n', 1);
  return line.startsWith('Command failed') ? 'the `credential_process` of the profile failed' : line;
}
