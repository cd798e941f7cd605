import type { S3Client } from '@aws-sdk/client-s3';
import { EnvironmentError } from '../../../runtime/api.ts';
import type { ConnectorContext } from '../../../runtime/api.ts';
import type { ConnectionConfig } from '../connection-settings.ts';

/** Where S3 is and who we are, as far as the flow says; the AWS chain decides what is undefined. */
export interface S3Endpoint {
  readonly endpoint: string | undefined;
  readonly region: string | undefined;
  readonly pathStyle: boolean;
  readonly profile: string | undefined;
  readonly credentials: S3Credentials | undefined;
}

export interface S3Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

type Context = Pick<ConnectorContext, 'env' | 's3Override'>;

/** Most S3-compatible servers have no regions and take this one. */
const REGION_OF_OTHER_SERVERS = 'us-east-1';

/** `--local` wins over all settings; then comes what is written in the flow, then what the environment says. */
export function resolveEndpoint(config: ConnectionConfig, context: Context): S3Endpoint {
  const override = context.s3Override;
  if (override !== undefined) {
    const { endpoint, region, accessKeyId, secretAccessKey } = override;
    return {
      endpoint,
      region,
      pathStyle: true,
      profile: undefined,
      credentials: { accessKeyId, secretAccessKey },
    };
  }
  return {
    endpoint: config.endpoint,
    region: resolveRegion(config, context.env),
    pathStyle: config.path_style ?? isElsewhere(config, context.env),
    profile: config.profile,
    credentials: resolveCredentials(config, context.env),
  };
}

/** The address that the environment or the profile gives, where the flow gives none. */
export async function configuredEndpoint({ config }: S3Client): Promise<string | undefined> {
  try {
    return await config.serviceConfiguredEndpoint?.();
  } catch {
    return undefined;
  }
}

type Environment = ConnectorContext['env'];

/** Another server than AWS's: few of them answer at `bucket.host`. */
function isElsewhere(config: ConnectionConfig, env: Environment): boolean {
  return (config.endpoint ?? env['AWS_ENDPOINT_URL_S3'] ?? env['AWS_ENDPOINT_URL']) !== undefined;
}

function resolveRegion(config: ConnectionConfig, env: Environment): string | undefined {
  if (config.region !== undefined) return config.region;
  if (config.aws_region !== undefined) {
    const help = `set it, or, if \`${config.aws_region}\` is the region itself, write \`region\` instead of \`aws_region\``;
    return named(env, 'aws_region', config.aws_region, help);
  }
  const hasNoRegions = config.endpoint !== undefined && config.profile === undefined;
  return hasNoRegions ? (env['AWS_REGION'] ?? REGION_OF_OTHER_SERVERS) : undefined;
}

function resolveCredentials(config: ConnectionConfig, env: Environment): S3Credentials | undefined {
  if (config.credentials !== undefined) {
    const { access_key_id, secret_access_key, session_token } = config.credentials;
    return { accessKeyId: access_key_id, secretAccessKey: secret_access_key, ...sessionToken(session_token) };
  }
  const keySetting = config.aws_access_key_id !== undefined ? 'aws_access_key_id' : 'aws_access_token';
  const keyName = config[keySetting];
  const secretName = config.aws_secret_access_key;
  if (keyName === undefined || secretName === undefined) return undefined;
  return {
    accessKeyId: named(env, keySetting, keyName),
    secretAccessKey: named(env, 'aws_secret_access_key', secretName),
    ...sessionToken(sessionTokenOf(config, keyName, env)),
  };
}

function sessionTokenOf(config: ConnectionConfig, keyName: string, env: Environment): string | undefined {
  if (config.aws_session_token !== undefined)
    return named(env, 'aws_session_token', config.aws_session_token);
  // Temporary keys come as a trio of variables; two of the three would be refused.
  return keyName === 'AWS_ACCESS_KEY_ID' ? env['AWS_SESSION_TOKEN'] : undefined;
}

function sessionToken(token: string | undefined): { readonly sessionToken?: string } {
  return token === undefined || token === '' ? {} : { sessionToken: token };
}

/** The value of a variable that a setting names. Neither it nor a part of it goes into a message. */
function named(env: Environment, setting: string, name: string, help?: string): string {
  const value = env[name];
  if (value !== undefined && value !== '') return value;
  throw new EnvironmentError(
    `the environment variable \`${name}\` is not set; setting \`${setting}\` of the s3 connector names it`,
    { help: help ?? `set \`${name}\`, leave the setting out to use the AWS chain, or run with \`--local\`` },
  );
}
