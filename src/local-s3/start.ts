import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { createSigningKeys } from './auth/signature.ts';
import { S3Error } from './errors.ts';
import { createHandler } from './handle.ts';
import type { Intercept } from './intercept.ts';
import { isBucketName } from './storage/bucket-name.ts';
import { Storage } from './storage/storage.ts';

export interface LocalS3Options {
  /** The folder to serve; made when it is not there. Each bucket is a folder in it. */
  readonly dir: string;
  /** 0, the default, takes a free one. */
  readonly port?: number;
  /** Default `127.0.0.1`: nobody but this machine. */
  readonly host?: string;
  readonly accessKeyId?: string;
  readonly secretAccessKey?: string;
  readonly region?: string;
  /** Default true: what was acknowledged survives a power cut. Without, it still survives the death of the process. */
  readonly fsync?: boolean;
  /** For tests: spoils chosen requests. */
  readonly intercept?: Intercept;
}

export interface LocalS3 {
  /** `http://127.0.0.1:41234` */
  readonly endpoint: string;
  readonly port: number;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Absolute. */
  readonly dir: string;
  /** Makes a bucket without a request; nothing happens when it is there. */
  createBucket(name: string): Promise<void>;
  /** Ends at once, cutting requests off; resolves when nothing of it runs any more. */
  close(): Promise<void>;
}

/** Starts an S3-compatible server over a folder. Rejects when the folder or the port cannot be had. */
export async function startLocalS3(options: LocalS3Options): Promise<LocalS3> {
  const { port = 0, host = '127.0.0.1', region = 'us-east-1', fsync = true, intercept } = options;
  const { accessKeyId = 'flowrun', secretAccessKey = 'flowrun-local-secret' } = options;
  const dir = resolve(options.dir);
  const storage = await Storage.open(dir, fsync);
  const credentials = { accessKeyId, signingKey: createSigningKeys(secretAccessKey), region };
  const closing = new AbortController();
  const handler = createHandler({ storage, credentials, intercept, signal: closing.signal });
  const server = createServer(handler.handle);
  server.on('checkContinue', handler.handle);
  // An upload may take hours; a client that keeps a connection for its next request is welcome to.
  server.requestTimeout = 0;
  server.keepAliveTimeout = 60_000;
  try {
    await new Promise<void>((listening, failed) => {
      server.once('error', failed).listen(port, host, listening);
    });
  } catch (error) {
    await storage.close();
    throw error;
  }
  // A server that listens on a host and port has such an address.
  const address = server.address() as AddressInfo;
  return {
    endpoint: `http://${host.includes(':') ? `[${host}]` : host}:${address.port}`,
    port: address.port,
    region,
    accessKeyId,
    secretAccessKey,
    dir,
    createBucket: async (name) => {
      if (!isBucketName(name)) throw new S3Error('InvalidBucketName', undefined, { BucketName: name });
      await storage.createBucket(name);
    },
    close: async () => {
      closing.abort();
      server.close();
      server.closeAllConnections();
      await handler.idle();
      await storage.close();
    },
  };
}
