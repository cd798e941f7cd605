import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BucketLocationConstraint, CreateBucketCommandInput } from '@aws-sdk/client-s3';
import { startLocalS3 } from '../../src/local-s3/index.ts';
import type { LocalS3Options } from '../../src/local-s3/index.ts';
import type { S3Address } from './raw-s3.ts';

/** The server that tests talk to. */
export interface S3Target {
  readonly address: S3Address;
  readonly close: () => Promise<void>;
}

/**
 * The server that `FLOWRUN_TEST_S3_ENDPOINT` names, with `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and, where they
 * are set, `AWS_SESSION_TOKEN` and `AWS_REGION`; without it a local one.
 */
export async function openS3Target(): Promise<S3Target> {
  const address = addressOf(process.env);
  return address === undefined ? startLocalTarget() : { address, close: async () => {} };
}

/** A local one, over a folder that goes with it. */
export async function startLocalTarget(options: Partial<LocalS3Options> = {}): Promise<S3Target> {
  const dir = await mkdtemp(join(tmpdir(), 'flowrun-s3-target-'));
  const server = await startLocalS3({ dir, fsync: false, ...options });
  return {
    address: server,
    close: async () => {
      await server.close();
      await rm(dir, { recursive: true });
    },
  };
}

/** What to create this bucket with: outside us-east-1, AWS wants to be told its own region. */
export function newBucket({ region }: Pick<S3Address, 'region'>, bucket: string): CreateBucketCommandInput {
  if (region === 'us-east-1') return { Bucket: bucket };
  // The SDK's type lists the regions that AWS had when it was published; other servers have names of their own.
  return {
    Bucket: bucket,
    CreateBucketConfiguration: { LocationConstraint: region as BucketLocationConstraint },
  };
}

function addressOf(env: NodeJS.ProcessEnv): S3Address | undefined {
  const { FLOWRUN_TEST_S3_ENDPOINT: endpoint = '', AWS_REGION: region = 'us-east-1' } = env;
  if (endpoint === '') return undefined;
  const {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
  } = env;
  if (accessKeyId === undefined || secretAccessKey === undefined) {
    throw new Error(
      'FLOWRUN_TEST_S3_ENDPOINT is set, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY must be, too',
    );
  }
  return { endpoint, region, accessKeyId, secretAccessKey, sessionToken };
}
