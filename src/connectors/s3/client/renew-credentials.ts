import type { S3Client } from '@aws-sdk/client-s3';

type Identity = Awaited<ReturnType<S3Client['config']['credentials']>>;

/**
 * Gives a function to call when S3 says that the credentials have expired. The SDK remembers credentials until the
 * date that is written on them (for ever, when there is none) and does not look again when S3 refuses them earlier, so
 * it is told to. Those who call it at the same time share one look.
 *
 * The result is true when another attempt makes sense: there are other credentials now; or the old ones carry a date,
 * so that somebody renews them; or the source of the credentials fails just now, which it did not at the start. It is
 * false for keys that nobody renews: those of the settings and of the environment.
 */
export function credentialsRenewal(client: S3Client): () => Promise<boolean> {
  let renewing: Promise<boolean> | undefined;
  return () => {
    renewing ??= renew(client).finally(() => (renewing = undefined));
    return renewing;
  };
}

async function renew({ config }: S3Client): Promise<boolean> {
  let before: Identity;
  try {
    before = await config.credentials();
    const after = await config.credentials({ forceRefresh: true });
    return after.expiration !== undefined || isAnother(before, after);
  } catch {
    // The next attempt asks for credentials again, and its error is shown.
    return true;
  }
}

function isAnother(before: Identity, after: Identity): boolean {
  return before.accessKeyId !== after.accessKeyId || before.sessionToken !== after.sessionToken;
}
