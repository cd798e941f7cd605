import type { S3Client } from '@aws-sdk/client-s3';
import { problemOf } from '../client/s3-problem.ts';
import type { ConnectionConfig } from '../connection-settings.ts';

/** Who we are for S3, in words without a secret. */
export type CredentialsFound =
  { readonly isFound: true; readonly words: string } | { readonly isFound: false; readonly why: string };

/** The features that the SDK notes at credentials it has found, in the order in which they say most. */
const FEATURES: readonly (readonly [feature: string, source: string])[] = [
  [
    'CREDENTIALS_STS_ASSUME_ROLE_WEB_ID',
    'a role by web identity token (AWS_ROLE_ARN, AWS_WEB_IDENTITY_TOKEN_FILE)',
  ],
  ['CREDENTIALS_ENV_VARS_STS_WEB_ID_TOKEN', 'a web identity token (AWS_WEB_IDENTITY_TOKEN_FILE)'],
  ['CREDENTIALS_PROFILE_STS_WEB_ID_TOKEN', 'a web identity token of the profile'],
  ['CREDENTIALS_STS_ASSUME_ROLE', 'a role that the profile assumes'],
  ['CREDENTIALS_SSO', 'AWS SSO'],
  ['CREDENTIALS_SSO_LEGACY', 'AWS SSO'],
  ['CREDENTIALS_LOGIN', 'a login session (`aws login`)'],
  ['CREDENTIALS_PROCESS', 'the `credential_process` of the profile'],
  ['CREDENTIALS_HTTP', 'the container that flowrun runs in (AWS_CONTAINER_CREDENTIALS_…)'],
  ['CREDENTIALS_IMDS', 'the role of this instance (metadata service)'],
  ['CREDENTIALS_PROFILE', 'the shared AWS configuration files'],
  ['CREDENTIALS_ENV_VARS', 'the environment variables AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY'],
];

/** Finds the credentials that the client will sign with, and says where they came from. Sends what that takes. */
export async function findCredentials(
  client: S3Client,
  config: ConnectionConfig,
  env: Readonly<Record<string, string | undefined>>,
): Promise<CredentialsFound> {
  try {
    const credentials = await client.config.credentials();
    const source = sourceOf(config, env, featuresOf(credentials));
    const { accessKeyId, expiration, sessionToken } = credentials;
    const until = expiration === undefined ? '' : `, until ${expiration.toISOString()}`;
    const kind = sessionToken === undefined ? '' : `, temporary${until}`;
    return { isFound: true, words: `\`${shortened(accessKeyId)}\`, from ${source}${kind}` };
  } catch (error) {
    return { isFound: false, why: problemOf(error).words };
  }
}

/** The first and the last four characters: enough to recognise it. It is no secret, and no business of a log. */
export function shortened(accessKeyId: string): string {
  if (accessKeyId.length < 12) return `${accessKeyId.slice(0, 2)}…`;
  return `${accessKeyId.slice(0, 4)}…${accessKeyId.slice(-4)}`;
}

function sourceOf(
  config: ConnectionConfig,
  env: Readonly<Record<string, string | undefined>>,
  features: ReadonlySet<string>,
): string {
  if (config.credentials !== undefined) return '`credentials` in the flow';
  const keyName = config.aws_access_key_id ?? config.aws_access_token;
  if (keyName !== undefined) {
    return `the environment variables ${keyName} and ${config.aws_secret_access_key ?? ''}, which the flow names`;
  }
  const found = FEATURES.find(([feature]) => features.has(feature))?.[1] ?? 'the AWS chain';
  if (config.profile !== undefined) return `${found}, profile \`${config.profile}\``;
  const isOfProfile = env['AWS_PROFILE'] !== undefined && !features.has('CREDENTIALS_ENV_VARS');
  return isOfProfile ? `${found}, profile \`${env['AWS_PROFILE']}\` (AWS_PROFILE)` : found;
}

function featuresOf(credentials: object): ReadonlySet<string> {
  // The SDK attributes credentials by a field that its public type does not have; without it the chain is the source.
  const { $source } = credentials as { readonly $source?: object };
  return new Set(Object.keys($source ?? {}));
}
