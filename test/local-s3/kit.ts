import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { S3Client } from '@aws-sdk/client-s3';
import type { S3ClientConfig } from '@aws-sdk/client-s3';
import { onTestFinished } from 'vitest';
import { startLocalS3 } from '../../src/local-s3/index.ts';
import type { LocalS3, LocalS3Options } from '../../src/local-s3/index.ts';

export { presigned, rawRequest, scopeOf, signedHeaders } from '../kit/raw-s3.ts';
export type { RawRequest, RawResponse, SigningOptions } from '../kit/raw-s3.ts';

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

export const BUCKET = 'test-bucket';

/** A temporary folder that is gone after the test. */
export async function temporaryFolder(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'flowrun-local-s3-'));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  return dir;
}

/** A server over a folder of its own with `BUCKET` in it; closed after the test. */
export async function startServer(options: Partial<LocalS3Options> = {}): Promise<LocalS3> {
  const dir = options.dir ?? (await temporaryFolder());
  const server = await startLocalS3({ fsync: false, ...options, dir });
  onTestFinished(() => server.close());
  await server.createBucket(BUCKET);
  return server;
}

/** The real SDK, asking once: an error of the server is to be seen. */
export function clientOf(server: LocalS3, config: S3ClientConfig = {}): S3Client {
  const { accessKeyId, secretAccessKey, endpoint, region } = server;
  const client = new S3Client({
    endpoint,
    region,
    forcePathStyle: true,
    maxAttempts: 1,
    credentials: { accessKeyId, secretAccessKey },
    ...config,
  });
  onTestFinished(() => client.destroy());
  return client;
}

/** The whole body of a GetObject. */
export async function bytesOf(body: unknown): Promise<Buffer> {
  const chunks: Buffer[] = [];
  // In Node, the SDK's bodies are readable streams.
  for await (const chunk of body as Readable) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** Bytes that look random and are the same every time. */
export function someBytes(size: number, seed = 1): Buffer {
  const bytes = Buffer.allocUnsafe(size);
  let state = seed >>> 0 || 1;
  for (let i = 0; i < size; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    bytes[i] = state >>> 24;
  }
  return bytes;
}
