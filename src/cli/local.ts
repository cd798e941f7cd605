import { existsSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import type { LocalS3, LocalS3Options } from '../local-s3/index.ts';
import type { EndpointOverride } from '../runtime/api.ts';
import { EnvironmentError } from '../runtime/errors.ts';
import { UsageError } from './exit.ts';
import type { Plan } from '../runtime/plan.ts';

/** The folder of `--local` and `s3 serve` when none is given. */
export const DEFAULT_LOCAL_DIR = join('.flowrun', 's3');

/** The S3 endpoint of `--local`, started for one run. */
export interface LocalEndpoint {
  readonly override: EndpointOverride;
  /** Where people find the objects, relative to where they are. */
  readonly dir: string;
  readonly buckets: readonly string[];
  close(): Promise<void>;
}

/** Starts the local S3 over `dir` and creates the buckets that the plan names. */
export async function startLocalEndpoint(dir: string, plan: Plan): Promise<LocalEndpoint> {
  const server = await serveFolder({ dir: resolve(dir) });
  const buckets = [...new Set(plan.flows.flatMap((flow) => flow.connectors.flatMap(bucketsOf)))];
  await createBuckets(server, buckets);
  return {
    override: {
      endpoint: server.endpoint,
      region: server.region,
      accessKeyId: server.accessKeyId,
      secretAccessKey: server.secretAccessKey,
    },
    dir: existsSync(dir) ? relative(process.cwd(), resolve(dir)) || '.' : dir,
    buckets,
    close: () => server.close(),
  };
}

/** Creates the buckets that are not there; closes the server and throws UsageError when one cannot be. */
export async function createBuckets(server: LocalS3, buckets: readonly string[]): Promise<void> {
  for (const bucket of buckets) {
    try {
      await server.createBucket(bucket);
    } catch (cause) {
      await server.close();
      throw new UsageError(
        `the local S3 cannot make a bucket \`${bucket}\`: ${(cause as Error).message}`,
        'bucket names have 3 to 63 lower case letters, digits, dots and hyphens',
      );
    }
  }
}

/** Starts the local S3; a folder or port that cannot be had is a matter of the environment. */
export async function serveFolder(options: LocalS3Options): Promise<LocalS3> {
  const { startLocalS3 } = await import('../local-s3/index.ts');
  try {
    return await startLocalS3(options);
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') {
      throw new EnvironmentError(`port ${options.port} on ${options.host} is in use`, {
        help: 'give another one with --port, or --port 0 for any that is free',
        cause,
      });
    }
    throw new EnvironmentError(`cannot serve \`${options.dir}\` as S3: ${message}`, { cause });
  }
}

function bucketsOf(connector: Plan['flows'][number]['connectors'][number]): readonly string[] {
  return connector.definition.buckets?.(connector.config) ?? [];
}
