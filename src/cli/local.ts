import { existsSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import type { EndpointOverride } from '../runtime/api.ts';
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
  const { startLocalS3 } = await import('../local-s3/index.ts');
  const server = await startLocalS3({ dir: resolve(dir) });
  const buckets = [...new Set(plan.flows.flatMap((flow) => flow.connectors.flatMap(bucketsOf)))];
  for (const bucket of buckets) await server.createBucket(bucket);
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

function bucketsOf(connector: Plan['flows'][number]['connectors'][number]): readonly string[] {
  return connector.definition.buckets?.(connector.config) ?? [];
}
