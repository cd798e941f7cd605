import type { S3Client } from '@aws-sdk/client-s3';
import type { ExaminationFact } from '../../../runtime/api.ts';
import type { Recognition } from '../client/compatibility/recognise.ts';
import { configuredEndpoint } from '../client/endpoint.ts';
import type { S3Endpoint } from '../client/endpoint.ts';
import type { ConnectionConfig } from '../connection-settings.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** The region, and where it came from; `region` is undefined when there is none. */
export async function regionFact(
  client: S3Client,
  config: ConnectionConfig,
  env: Environment,
): Promise<{ readonly fact: ExaminationFact; readonly region: string | undefined }> {
  let region: string;
  try {
    region = await client.config.region();
  } catch {
    return { fact: { name: 'region', value: 'none: set `region`, or AWS_REGION' }, region: undefined };
  }
  return { fact: { name: 'region', value: `${region}, from ${regionSource(config, env)}` }, region };
}

function regionSource(config: ConnectionConfig, env: Environment): string {
  if (config.region !== undefined) return '`region` in the flow';
  if (config.aws_region !== undefined) {
    return `the environment variable ${config.aws_region}, which the flow names`;
  }
  const fromFile = config.profile === undefined ? undefined : `profile \`${config.profile}\``;
  if (env['AWS_REGION'] !== undefined) return 'the environment variable AWS_REGION';
  if (fromFile !== undefined) return fromFile;
  if (config.endpoint !== undefined) return 'flowrun: most servers other than AWS have no regions';
  return env['AWS_PROFILE'] === undefined
    ? 'the shared AWS configuration files'
    : `profile \`${env['AWS_PROFILE']}\` (AWS_PROFILE)`;
}

/** The address, and where it came from. */
export async function endpointFact(
  client: S3Client,
  endpoint: S3Endpoint,
  env: Environment,
): Promise<ExaminationFact> {
  const style = endpoint.pathStyle ? '' : ', buckets in the host name';
  const value = (address: string, source: string): ExaminationFact => {
    return { name: 'endpoint', value: `${address}, from ${source}${style}` };
  };
  if (endpoint.endpoint !== undefined) return value(endpoint.endpoint, '`endpoint` in the flow');
  const configured = await configuredEndpoint(client);
  if (configured === undefined) return { name: 'endpoint', value: 'that of AWS for the region' };
  const variable = ['AWS_ENDPOINT_URL_S3', 'AWS_ENDPOINT_URL'].find((name) => env[name] !== undefined);
  return value(
    configured,
    variable === undefined ? 'the AWS configuration files' : `the environment variable ${variable}`,
  );
}

/** Which server it is, and what is known of it. */
export function serverFacts({ profile, by }: Recognition): readonly ExaminationFact[] {
  const server =
    profile.name === 'unknown'
      ? `not recognised (${by}): \`compatibility\` in the config can name it`
      : `${profile.title}, recognised by ${by}`;
  const compatibility = [
    profile.equalParts.is ? 'parts of equal size' : 'parts that grow',
    profile.integrity.is === 'crc32' ? 'CRC32 of every body' : 'Content-MD5 of every body',
    profile.conditionalPut.is === 'holds' && profile.conditionalComplete.is === 'holds'
      ? 'conditional writes are trusted'
      : 'conditional writes are not trusted',
  ];
  return [
    { name: 'server', value: server },
    { name: 'compatibility', value: `${profile.name}: ${compatibility.join(', ')}` },
  ];
}
