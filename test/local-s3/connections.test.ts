import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { request } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import {
  GetObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { expect, test } from 'vitest';
import { hmac, scopeText, sha256, signingKey } from '../../src/local-s3/auth/signature.ts';
import type { LocalS3 } from '../../src/local-s3/index.ts';
import {
  BUCKET,
  bytesOf,
  clientOf,
  rawRequest,
  scopeOf,
  signedHeaders,
  someBytes,
  startServer,
} from './kit.ts';

const MIB = 1024 * 1024;

function dataFiles(server: LocalS3): Promise<string[]> {
  return readdir(join(server.dir, '.local-s3', BUCKET, 'data'));
}

/** Begins a PUT of a mebibyte, sends half of it, and resolves when the server has begun to store it. */
async function beginPut(server: LocalS3, path: string): Promise<ReturnType<typeof request>> {
  const body = Buffer.alloc(MIB);
  const headers = signedHeaders(server, { method: 'PUT', path, body, payloadHash: 'UNSIGNED-PAYLOAD' });
  const put = request({ port: server.port, method: 'PUT', path, headers });
  put.on('error', () => {});
  put.write(body.subarray(0, MIB / 2));
  while ((await dataFiles(server)).length === 0) await new Promise(setImmediate);
  return put;
}

test('a body that is cut off leaves nothing, and the old object as it was', async () => {
  const server = await startServer();
  const s3 = clientOf(server);
  await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'a', Body: 'old' }));
  const put = await beginPut(server, `/${BUCKET}/a`);
  put.destroy();
  while ((await dataFiles(server)).length > 0) await new Promise(setImmediate);
  const got = await s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'a' }));
  expect(await got.Body?.transformToString()).toBe('old');
});

test('closing ends at once, in the middle of whatever it is', async () => {
  const server = await startServer();
  const s3 = clientOf(server);
  await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'big', Body: Buffer.alloc(16 * MIB) }));
  const reading = await s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'big' }));
  await beginPut(server, `/${BUCKET}/a`);
  const silent = connect(server.port, '127.0.0.1');
  silent.on('error', () => {});
  await server.close();
  await expect(bytesOf(reading.Body)).rejects.toThrow();
  expect(await dataFiles(server)).toEqual([]);
  expect(await readdir(join(server.dir, '.local-s3'))).toEqual([BUCKET]);
  await expect(rawRequest(server, { path: '/' })).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  const again = await startServer({ dir: server.dir });
  const list = await clientOf(again).send(new ListObjectsV2Command({ Bucket: BUCKET }));
  expect(list.Contents?.map(({ Key }) => Key)).toEqual(['big']);
});

test('64 writers at once, small and in parts', async () => {
  const server = await startServer();
  const s3 = clientOf(server, { requestHandler: { httpAgent: { maxSockets: 64 } } });
  const bodies = Array.from({ length: 64 }, (_, i) => someBytes(i % 16 === 0 ? 5 * MIB + i : 1000 * i, i));
  await Promise.all(
    bodies.map((Body, i) =>
      new Upload({ client: s3, params: { Bucket: BUCKET, Key: `k/${i}`, Body } }).done(),
    ),
  );
  for (const [i, body] of bodies.entries()) {
    const got = await s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: `k/${i}` }));
    expect((await bytesOf(got.Body)).equals(body)).toBe(true);
  }
  const { Uploads } = await s3.send(new ListMultipartUploadsCommand({ Bucket: BUCKET }));
  expect(Uploads).toBeUndefined();
});

test('many that write the same key: the last one answered is not older than what is there', async () => {
  const server = await startServer({ fsync: true });
  const s3 = clientOf(server);
  const bodies = Array.from({ length: 30 }, (_, i) => `body ${i}`);
  await Promise.all(bodies.map((Body) => s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'a', Body }))));
  const got = await s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'a' }));
  const body = await got.Body!.transformToString();
  expect(bodies).toContain(body);
  expect(got.ETag).toBe(`"${createHash('md5').update(body).digest('hex')}"`);
  expect(await dataFiles(server)).toEqual([]);
});

/** A body whose every chunk is signed, as older SDKs send it over plain HTTP. */
function signedChunks(server: LocalS3, seed: string, chunks: readonly string[], trailer?: string): string {
  const scope = scopeOf(server, { date: NOW });
  const key = signingKey(server.secretAccessKey, scope);
  const empty = sha256('');
  let previous = seed;
  const sign = (algorithm: string, ...hashes: string[]): string => {
    const text = [algorithm, scope.amzDate, scopeText(scope), previous, ...hashes].join('\n');
    previous = hmac(key, text).toString('hex');
    return previous;
  };
  const frames = [...chunks, ''].map((chunk) => {
    const signature = sign('AWS4-HMAC-SHA256-PAYLOAD', empty, sha256(chunk));
    return `${chunk.length.toString(16)};chunk-signature=${signature}\r\n${chunk}${chunk === '' ? '' : '\r\n'}`;
  });
  if (trailer === undefined) return `${frames.join('')}\r\n`;
  const signature = sign('AWS4-HMAC-SHA256-TRAILER', sha256(`${trailer}\n`));
  return `${frames.join('')}${trailer}\r\nx-amz-trailer-signature:${signature}\r\n\r\n`;
}

const NOW = new Date();

test.each([
  ['right', 'y/Q5Jg==', (body: string) => body, 200, undefined],
  ['without trailers', undefined, (body: string) => body, 200, undefined],
  ['changed', 'y/Q5Jg==', (body: string) => body.replace('12345', '12845'), 403, 'SignatureDoesNotMatch'],
  [
    'with a changed trailer',
    'y/Q5Jg==',
    (body: string) => body.replace('y/Q', 'z/Q'),
    403,
    'SignatureDoesNotMatch',
  ],
])('a body of signed chunks: %s', async (_, crc32, change, status, code) => {
  const server = await startServer();
  const trailer = crc32 === undefined ? undefined : `x-amz-checksum-crc32:${crc32}`;
  const raw = {
    method: 'PUT',
    path: `/${BUCKET}/a`,
    payloadHash: `STREAMING-AWS4-HMAC-SHA256-PAYLOAD${trailer === undefined ? '' : '-TRAILER'}`,
    signing: { date: NOW },
    headers: {
      'content-encoding': 'aws-chunked',
      'x-amz-decoded-content-length': '9',
      ...(trailer !== undefined && { 'x-amz-trailer': 'x-amz-checksum-crc32' }),
    },
  };
  // The length of the body is signed, and the body depends on the signature: any body of this length will do first.
  const length = {
    ...raw.headers,
    'content-length': `${signedChunks(server, '', ['12345', '6789'], trailer).length}`,
  };
  const signed = signedHeaders(server, { ...raw, headers: length });
  const seed = signed.authorization!.split('Signature=')[1]!;
  const body = change(signedChunks(server, seed, ['12345', '6789'], trailer));
  const response = await rawRequest(server, { ...raw, headers: length, body });
  expect([response.status, response.code]).toEqual([status, code]);
  const got = await rawRequest(server, { path: `/${BUCKET}/a` });
  expect([got.status, got.headers['content-encoding']]).toEqual([status === 200 ? 200 : 404, undefined]);
  if (status === 200) expect(got.body).toBe('123456789');
});
