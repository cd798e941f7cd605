import type { S3Client } from '@aws-sdk/client-s3';

/** Credentials as the SDK gives them: `$source` names every provider that had a part in them. */
type Identity = Awaited<ReturnType<S3Client['config']['credentials']>> & {
  readonly $source?: Readonly<Record<string, string>>;
};

/** The providers of keys that stay as they are while the process lives: the settings, and the environment. */
const FIXED_SOURCES = ['CREDENTIALS_CODE', 'CREDENTIALS_ENV_VARS'];

/**
 * Gives a function to call when S3 says that the credentials have expired. The SDK remembers credentials until the
 * date that is written on them (for ever, when there is none) and does not look again when S3 refuses them earlier, so
 * it is told to. Those who call it at the same time share one look.
 *
 * The result is false for keys that nobody can renew, whatever date they carry. It is true otherwise, also when the
 * same credentials were found again: somebody may sign in, and the sink can wait for that.
 */
export function credentialsRenewal(client: S3Client): () => Promise<boolean> {
  let renewing: Promise<boolean> | undefined;
  return () => {
    renewing ??= renew(client).finally(() => (renewing = undefined));
    return renewing;
  };
}

async function renew({ config }: S3Client): Promise<boolean> {
  try {
    return !isFixed(await config.credentials({ forceRefresh: true }));
  } catch {
    // The next attempt asks for credentials again, and its error is shown.
    return true;
  }
}

/** A role that was assumed with the keys of the environment has further sources, and is assumed anew. */
function isFixed({ $source = {} }: Identity): boolean {
  const sources = Object.keys($source);
  return sources.length > 0 && sources.every((source) => FIXED_SOURCES.includes(source));
}
