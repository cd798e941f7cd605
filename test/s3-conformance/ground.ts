import {
  CreateBucketCommand,
  GetObjectCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import type {
  GetObjectCommandInput,
  PutObjectCommandInput,
  PutObjectCommandOutput,
} from '@aws-sdk/client-s3';
import { rawRequest } from '../kit/raw-s3.ts';
import type { RawRequest, RawResponse, S3Address } from '../kit/raw-s3.ts';
import { emptyBucket, removeBucket } from '../kit/remove-bucket.ts';
import { newBucket } from '../kit/s3-target.ts';

type Versioning = 'Enabled' | 'Suspended';

/** What a check stands on: the server, and a place in it that no other check touches. */
export interface Ground {
  readonly address: S3Address;
  readonly client: S3Client;
  /** Shared by all checks, without versions. */
  readonly bucket: string;
  /** Every key of this check begins with it. Ends with `/`. */
  readonly prefix: string;
  /** Bucket and key of an object of this check. */
  at(name: string): { readonly Bucket: string; readonly Key: string };
  /** The same, escaped for a raw request. */
  path(name: string): string;
  put(
    name: string,
    body?: Buffer | string,
    more?: Partial<PutObjectCommandInput>,
  ): Promise<PutObjectCommandOutput>;
  /** The object's bytes. */
  read(name: string, more?: Partial<GetObjectCommandInput>): Promise<Buffer>;
  raw(request: RawRequest): Promise<RawResponse>;
  /** A name that no other check uses; a bucket of that name is removed after the check. */
  bucketName(versioning?: Versioning): string;
  /** A bucket of the check's own, gone after it. */
  freshBucket(versioning?: Versioning): Promise<string>;
  /** Removes everything that the check has made. */
  clean(): Promise<void>;
}

/** Asks once, and adds no checksums of its own: a check sees what the server does with what it says. */
export function checkingClient(address: S3Address): S3Client {
  const { endpoint, region, ...credentials } = address;
  return new S3Client({
    endpoint,
    region,
    forcePathStyle: true,
    maxAttempts: 1,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    credentials: {
      accessKeyId: credentials.accessKeyId,
      secretAccessKey: credentials.secretAccessKey,
      ...(credentials.sessionToken !== undefined && { sessionToken: credentials.sessionToken }),
    },
  });
}

export function groundFor(address: S3Address, client: S3Client, bucket: string, check: string): Ground {
  // No prefix may be the beginning of another, as `a/` is of `a/b/`.
  const prefix = `${check.replaceAll('/', '.')}/`;
  const at = (name: string) => ({ Bucket: bucket, Key: `${prefix}${name}` });
  const made: { readonly name: string; readonly hasVersions: boolean }[] = [];
  const bucketName = (versioning?: Versioning): string => {
    const name = `flowrun-${crypto.randomUUID()}`;
    made.push({ name, hasVersions: versioning !== undefined });
    return name;
  };
  return {
    address,
    client,
    bucket,
    prefix,
    at,
    path: (name) => escapedPath(bucket, `${prefix}${name}`),
    put: (name, body = '', more = {}) =>
      client.send(new PutObjectCommand({ ...at(name), Body: body, ...more })),
    async read(name, more = {}) {
      const { Body } = await client.send(new GetObjectCommand({ ...at(name), ...more }));
      return Buffer.from(await Body!.transformToByteArray());
    },
    raw: (request) => rawRequest(address, request),
    bucketName,
    async freshBucket(versioning) {
      const name = bucketName(versioning);
      await client.send(new CreateBucketCommand(newBucket(address, name)));
      if (versioning !== undefined) await setVersioning(client, name, 'Enabled');
      if (versioning === 'Suspended') await setVersioning(client, name, 'Suspended');
      return name;
    },
    async clean() {
      await emptyBucket(client, bucket, { prefix });
      for (const { name, hasVersions } of made) {
        await removeBucket(client, name, { hasVersions }).catch(ignoreMissing);
      }
    },
  };
}

export async function setVersioning(client: S3Client, bucket: string, status: Versioning): Promise<void> {
  await client.send(
    new PutBucketVersioningCommand({ Bucket: bucket, VersioningConfiguration: { Status: status } }),
  );
}

/** The path of an object as a URL spells it. */
export function escapedPath(bucket: string, key: string): string {
  const segments = key.split('/').map((segment) => encodeURIComponent(segment).replace(/[!'()*]/g, escaped));
  return `/${bucket}/${segments.join('/')}`;
}

function escaped(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}

function ignoreMissing(error: unknown): void {
  if (!(error instanceof Error) || error.name !== 'NoSuchBucket') throw error;
}
