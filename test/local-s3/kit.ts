import { createHash } from 'node:crypto';
import { request } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { S3Client } from '@aws-sdk/client-s3';
import type { S3ClientConfig } from '@aws-sdk/client-s3';
import { onTestFinished } from 'vitest';
import { requestSignature, scopeText, signingKey } from '../../src/local-s3/auth/signature.ts';
import type { SignatureScope, SignedParts } from '../../src/local-s3/auth/signature.ts';
import { startLocalS3 } from '../../src/local-s3/index.ts';
import type { LocalS3, LocalS3Options } from '../../src/local-s3/index.ts';

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

/** What goes over the wire when the SDK cannot say it. */
export interface RawRequest {
  readonly method?: string;
  /** As it is sent: escaped by the caller, query included. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer | string;
  /** `x-amz-content-sha256`; computed from the body unless given. */
  readonly payloadHash?: string;
  readonly signing?: SigningOptions | 'none';
}

export interface SigningOptions {
  readonly accessKeyId?: string;
  readonly secretAccessKey?: string;
  readonly region?: string;
  readonly date?: Date;
  /** Headers to leave out of the signature. */
  readonly unsigned?: readonly string[];
}

export interface RawResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** `Code` of an error document. */
  readonly code: string | undefined;
}

export function rawRequest(server: LocalS3, raw: RawRequest): Promise<RawResponse> {
  const { method = 'GET', path, body = '' } = raw;
  return new Promise((resolve, reject) => {
    const headers = signedHeaders(server, raw);
    const sent = request({ host: '127.0.0.1', port: server.port, method, path, headers }, (response) => {
      bytesOf(response).then((bytes) => {
        const text = bytes.toString();
        const code = /<Error><Code>(\w+)<\/Code>/.exec(text)?.[1];
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text, code });
      }, reject);
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/** The headers of `raw` with those of its signature. */
export function signedHeaders(server: LocalS3, raw: RawRequest): Record<string, string> {
  const { method = 'GET', path, body = '', headers: given = {}, signing = {} } = raw;
  const payloadHash = raw.payloadHash ?? createHash('sha256').update(body).digest('hex');
  const headers: Record<string, string> = {
    host: `127.0.0.1:${server.port}`,
    'x-amz-content-sha256': payloadHash,
    'content-length': `${Buffer.byteLength(body)}`,
    ...given,
  };
  if (signing === 'none') return headers;
  const scope = scopeOf(server, signing);
  headers['x-amz-date'] ??= scope.amzDate;
  const names = Object.keys(headers).filter((name) => !(signing.unsigned ?? []).includes(name));
  names.sort();
  const key = signingKey(signing.secretAccessKey ?? server.secretAccessKey, scope);
  const signature = requestSignature(
    key,
    scope,
    { method, ...pathAndQuery(path), headers },
    names,
    payloadHash,
  );
  const credential = `${signing.accessKeyId ?? server.accessKeyId}/${scopeText(scope)}`;
  headers.authorization = `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${names.join(';')}, Signature=${signature}`;
  return headers;
}

/** A presigned URL's path. */
export function presigned(
  server: LocalS3,
  method: string,
  path: string,
  expiresSeconds: number,
  signing: SigningOptions = {},
): string {
  const scope = scopeOf(server, signing);
  const credential = `${signing.accessKeyId ?? server.accessKeyId}/${scopeText(scope)}`;
  const query = new URLSearchParams({
    'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
    'X-Amz-Credential': credential,
    'X-Amz-Date': scope.amzDate,
    'X-Amz-Expires': `${expiresSeconds}`,
    'X-Amz-SignedHeaders': 'host',
  });
  const key = signingKey(signing.secretAccessKey ?? server.secretAccessKey, scope);
  const headers = { host: `127.0.0.1:${server.port}` };
  const parts = { method, path, query: new Map(query), headers };
  const signature = requestSignature(key, scope, parts, ['host'], 'UNSIGNED-PAYLOAD');
  return `${path}?${query.toString()}&X-Amz-Signature=${signature}`;
}

export function scopeOf(server: LocalS3, { date = new Date(), region }: SigningOptions): SignatureScope {
  const amzDate = date.toISOString().replace(/[-:]|\.\d+/g, '');
  return { amzDate, date: amzDate.slice(0, 8), region: region ?? server.region };
}

function pathAndQuery(target: string): Pick<SignedParts, 'path' | 'query'> {
  const [path = '', query = ''] = target.split(/\?(.*)/s, 2);
  const pairs = query.split('&').filter((pair) => pair !== '');
  return {
    path: decodeURIComponent(path),
    query: new Map(
      pairs.map((pair) => {
        const [name = '', value = ''] = pair.split(/=(.*)/s, 2);
        return [decodeURIComponent(name), decodeURIComponent(value)];
      }),
    ),
  };
}
