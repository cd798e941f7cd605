import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { resolveEndpoint } from '../connectors/s3/client/endpoint.ts';
import type { S3Endpoint } from '../connectors/s3/client/endpoint.ts';
import { s3Settings } from '../connectors/s3/settings.ts';
import type { S3Config } from '../connectors/s3/settings.ts';
import type { EndpointOverride } from '../runtime/api.ts';
import { UsageError } from './exit.ts';
import { loadFlow } from './load.ts';
import { DEFAULT_LOCAL_DIR, serveFolder } from './local.ts';

/** What the command line says about where to look. */
export interface PlaceOptions {
  readonly arg: readonly string[];
  readonly modulePath: readonly string[];
  readonly bucket?: string;
  readonly endpoint?: string;
  readonly region?: string;
  readonly profile?: string;
  readonly local?: true | string;
}

/** A bucket, and how to get at it. */
export interface UploadPlace {
  readonly bucket: string;
  readonly endpoint: S3Endpoint;
}

export interface UploadPlaces {
  readonly places: readonly UploadPlace[];
  /** Ends the local S3, if it was one. */
  close(): Promise<void>;
}

/**
 * The buckets to look into: those that the flow writes to, with its endpoint and credentials, or the one that was
 * named. Throws UsageError when that is no place, EnvironmentError when it cannot be had.
 */
export async function openUploadPlaces(
  file: string | undefined,
  options: PlaceOptions,
): Promise<UploadPlaces> {
  checkPlace(file, options);
  const configs = file === undefined ? [configOfOptions(options)] : await configsOfFlow(file, options);
  const local = options.local === undefined ? undefined : await serveExisting(options.local);
  const close = async (): Promise<void> => local?.close();
  try {
    const context = { env: process.env, s3Override: local?.override };
    return { places: configs.flatMap((config) => placeOf(config, options, context)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

function checkPlace(file: string | undefined, options: PlaceOptions): void {
  if (file === undefined && options.bucket === undefined) {
    throw new UsageError(
      'nothing says where to look for uploads',
      'give a .flow file, or a bucket with --bucket',
    );
  }
  for (const name of ['endpoint', 'region', 'profile'] as const) {
    if (options[name] === undefined) continue;
    const elsewhere = file !== undefined ? 'the flow' : options.local !== undefined ? '`--local`' : undefined;
    if (elsewhere !== undefined) {
      throw new UsageError(`\`--${name}\` is for a bucket alone: ${elsewhere} says where S3 is`);
    }
  }
}

/** As if a flow had said it, so that both mean the same. */
function configOfOptions({ bucket, endpoint, region, profile }: PlaceOptions): S3Config {
  const parsed = s3Settings.safeParse({ bucket, endpoint, region, profile });
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const option = String(issue?.path[0]);
  throw new UsageError(`\`--${option}\` is wrong: ${issue?.message ?? 'not a usable value'}`);
}

/** One for each place that the flow writes to. */
async function configsOfFlow(
  file: string,
  { arg, modulePath, bucket }: PlaceOptions,
): Promise<readonly S3Config[]> {
  const { plan } = await loadFlow(file, arg, modulePath);
  if (plan === null) throw new UsageError(`\`${file}\` has mistakes`, `\`flowrun check ${file}\` shows them`);
  const configs = plan.flows
    .flatMap((flow) => flow.connectors)
    .filter(({ definition }) => definition.type === 's3')
    // What the settings of connector `s3` parsed.
    .map(({ config }) => config as S3Config);
  if (configs.length === 0) {
    throw new UsageError(
      `no connector of \`${file}\` writes to S3`,
      'give a bucket alone with --bucket, or a flow with a connector of type `s3`',
    );
  }
  if (bucket === undefined && configs.every((config) => config.bucket === undefined)) {
    throw new UsageError(
      `\`${file}\` takes its buckets from the events`,
      'say which one to look into with --bucket',
    );
  }
  return configs;
}

function placeOf(
  config: S3Config,
  { bucket = config.bucket }: PlaceOptions,
  context: Parameters<typeof resolveEndpoint>[1],
): readonly UploadPlace[] {
  return bucket === undefined ? [] : [{ bucket, endpoint: resolveEndpoint(config, context) }];
}

/** Looking must not make a folder. */
async function serveExisting(
  given: true | string,
): Promise<{ readonly override: EndpointOverride; close(): Promise<void> }> {
  const dir = given === true ? DEFAULT_LOCAL_DIR : given;
  if (statSync(dir, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw new UsageError(`there is no local S3 in \`${dir}\``, 'give its folder: `--local DIR`');
  }
  const server = await serveFolder({ dir: resolve(dir) });
  const { endpoint, region, accessKeyId, secretAccessKey } = server;
  return {
    override: { endpoint, region, accessKeyId, secretAccessKey },
    close: () => server.close(),
  };
}
