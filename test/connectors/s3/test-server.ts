/**
 * The S3 that the tests of this folder talk to: the local one, or, with `FLOWRUN_TEST_S3_ENDPOINT` (and
 * `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_REGION`) set, any other. Tests that spoil requests
 * always take the local one.
 */
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListMultipartUploadsCommand,
  PutBucketVersioningCommand,
  paginateListObjectsV2,
} from '@aws-sdk/client-s3';
import type { S3Client } from '@aws-sdk/client-s3';
import { test } from 'vitest';
import { createS3Client } from '../../../src/connectors/s3/client/create-client.ts';
import { DEFAULT_TIMEOUTS } from '../../../src/connectors/s3/client/timeouts.ts';
import { s3Settings } from '../../../src/connectors/s3/settings.ts';
import { createS3Sink } from '../../../src/connectors/s3/sink/create-sink.ts';
import type { SinkTuning } from '../../../src/connectors/s3/sink/create-sink.ts';
import type { Intercept } from '../../../src/local-s3/index.ts';
import type { EndpointOverride, Sink, SinkContext } from '../../../src/runtime/api.ts';
import { recordSink } from '../../kit/sink-context.ts';
import { removeBucket } from '../../kit/remove-bucket.ts';
import { newBucket, openS3Target, startLocalTarget } from '../../kit/s3-target.ts';
import type { SinkRecord } from '../../kit/sink-context.ts';
import { TEST_POLICY } from './sink-driver.ts';

export interface TestServer {
  readonly override: EndpointOverride;
  readonly client: S3Client;
  /** Makes a bucket of its own for a test. */
  freshBucket(): Promise<string>;
  /** One that keeps versions. */
  freshVersionedBucket(): Promise<string>;
  close(): Promise<void>;
}

/**
 * A test that must fail on that server, which cannot do what the test wants: `npm run test:s3 -- --server NAME`. Says why
 * at the place of use; once the server can, the test is reported.
 */
export function testFailingOn(server: string): typeof test | typeof test.fails {
  return process.env.FLOWRUN_TEST_S3_SERVER === server ? test.fails : test;
}

/** The server that the environment names, or a local one. */
export async function startTestServer(): Promise<TestServer> {
  const { address, close } = await openS3Target();
  return serverAt(address, close);
}

/** A local one whose requests the test may spoil. */
export async function startSpoiledServer(intercept: Intercept): Promise<TestServer> {
  const { address, close } = await startLocalTarget({ intercept });
  return serverAt(address, close);
}

/** What the tests need of a server that runs already. */
export function serverAt(server: EndpointOverride, stop: () => Promise<void>): TestServer {
  const { endpoint, region, accessKeyId, secretAccessKey } = server;
  const override = { endpoint, region, accessKeyId, secretAccessKey };
  const client = clientFor(override);
  const buckets: string[] = [];
  const versioned: string[] = [];
  const create = async (list: string[]): Promise<string> => {
    const bucket = `flowrun-${crypto.randomUUID()}`;
    await client.send(new CreateBucketCommand(newBucket(override, bucket)));
    list.push(bucket);
    return bucket;
  };
  return {
    override,
    client,
    freshBucket: () => create(buckets),
    async freshVersionedBucket() {
      const bucket = await create(versioned);
      const VersioningConfiguration = { Status: 'Enabled' } as const;
      await client.send(new PutBucketVersioningCommand({ Bucket: bucket, VersioningConfiguration }));
      return bucket;
    },
    async close() {
      for (const bucket of buckets) await removeBucket(client, bucket);
      for (const bucket of versioned) await removeBucket(client, bucket, { hasVersions: true });
      client.destroy();
      await stop();
    },
  };
}

function clientFor({ endpoint, region, accessKeyId, secretAccessKey }: EndpointOverride): S3Client {
  return createS3Client({
    endpoint: {
      endpoint,
      region,
      pathStyle: true,
      profile: undefined,
      credentials: { accessKeyId, secretAccessKey },
    },
    timeouts: DEFAULT_TIMEOUTS,
    maxSockets: 50,
  });
}

/** A real sink on that server. Retries are quick, otherwise everything is as in a flow. */
export async function openSink(
  server: Pick<TestServer, 'override'>,
  settings: object,
  { context = {}, tuning = {} }: { context?: Partial<SinkContext>; tuning?: SinkTuning } = {},
): Promise<SinkRecord & { readonly sink: Sink }> {
  const record = recordSink({ s3Override: server.override, ...context });
  const policy = { ...TEST_POLICY, firstDelayMs: 1, maxDelayMs: 5 };
  const sink = await createS3Sink(s3Settings.parse(settings), record.context, { policy, ...tuning });
  return { ...record, sink };
}

export async function readObject({ client }: TestServer, bucket: string, key: string): Promise<Buffer> {
  const answer = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  return Buffer.from(await answer.Body!.transformToByteArray());
}

/** The keys in the bucket, in its order. */
export async function listKeys({ client }: TestServer, bucket: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const page of paginateListObjectsV2({ client }, { Bucket: bucket })) {
    for (const { Key } of page.Contents ?? []) keys.push(Key!);
  }
  return keys;
}

/** Uploads that are neither complete nor aborted: there must be none after a flow, however it ended. */
export async function openUploads({ client }: TestServer, bucket: string): Promise<string[]> {
  const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket: bucket }));
  return Uploads.map(({ Key }) => Key!);
}
