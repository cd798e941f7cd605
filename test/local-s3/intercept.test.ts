import { GetObjectCommand, HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { problemOf } from '../../src/connectors/s3/client/s3-problem.ts';
import type { InterceptedRequest } from '../../src/local-s3/index.ts';
import { BUCKET, clientOf, rawRequest, startServer } from './kit.ts';

const TARGET = { Bucket: BUCKET, Key: 'a/b' };

test('sees what a request is', async () => {
  const seen: Omit<InterceptedRequest, 'headers'>[] = [];
  const server = await startServer({
    intercept: ({ headers: _, ...request }) => {
      seen.push(request);
      return undefined;
    },
  });
  await rawRequest(server, { path: '/' });
  await rawRequest(server, { path: `/${BUCKET}/a%20b?uploadId=x` });
  await rawRequest(server, { path: `/${BUCKET}/c`, signing: 'none' });
  expect(seen).toEqual([
    { operation: 'ListBuckets', bucket: undefined, key: undefined, query: new Map() },
    { operation: 'ListParts', bucket: BUCKET, key: 'a b', query: new Map([['uploadId', 'x']]) },
  ]);
});

test('answers with an error, and nothing is done', async () => {
  let failures = 2;
  const server = await startServer({
    intercept: ({ operation }) => {
      if (operation !== 'PutObject' || failures-- === 0) return undefined;
      return { kind: 'error', status: 503, code: 'SlowDown', headers: { 'retry-after': '1' } };
    },
  });
  const s3 = clientOf(server);
  const put = new PutObjectCommand({ ...TARGET, Body: 'x' });
  await expect(s3.send(put)).rejects.toMatchObject({
    name: 'SlowDown',
    $metadata: { httpStatusCode: 503 },
  });
  const raw = await rawRequest(server, { method: 'PUT', path: `/${BUCKET}/a/b`, body: 'x' });
  expect([raw.status, raw.code, raw.headers['retry-after']]).toEqual([503, 'SlowDown', '1']);
  await expect(s3.send(new HeadObjectCommand(TARGET))).rejects.toMatchObject({ name: 'NotFound' });
  await s3.send(put);
});

test('a success with an error in its body', async () => {
  const server = await startServer({
    intercept: ({ operation }) =>
      operation === 'CompleteMultipartUpload'
        ? { kind: 'error', status: 200, code: 'InternalError' }
        : undefined,
  });
  const s3 = clientOf(server);
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand(TARGET));
  const { ETag } = await s3.send(new UploadPartCommand({ ...TARGET, UploadId, PartNumber: 1, Body: 'x' }));
  const MultipartUpload = { Parts: [{ ETag, PartNumber: 1 }] };
  await expect(
    s3.send(new CompleteMultipartUploadCommand({ ...TARGET, UploadId, MultipartUpload })),
  ).rejects.toMatchObject({ name: 'InternalError' });
});

test.each(['before', 'after'] as const)('resets the connection %s anything is done', async (when) => {
  let isSpoiled = true;
  const server = await startServer({
    intercept: () => (isSpoiled ? { kind: 'destroy', when } : undefined),
  });
  const s3 = clientOf(server);
  await expect(s3.send(new PutObjectCommand({ ...TARGET, Body: 'x' }))).rejects.toMatchObject({
    code: 'ECONNRESET',
  });
  isSpoiled = false;
  const head = s3.send(new HeadObjectCommand(TARGET)).then(
    () => 'there',
    () => 'not there',
  );
  expect(await head).toBe(when === 'after' ? 'there' : 'not there');
});

test('losing the answer to a GET leaves no file open', async () => {
  const server = await startServer({
    intercept: ({ operation }) =>
      operation === 'GetObject' ? { kind: 'destroy', when: 'after' } : undefined,
  });
  const s3 = clientOf(server);
  await s3.send(new PutObjectCommand({ ...TARGET, Body: 'x' }));
  await expect(s3.send(new GetObjectCommand(TARGET))).rejects.toMatchObject({ code: 'ECONNRESET' });
});

test('a request waits for as long as the hook does', async () => {
  let letGo = (): void => {};
  const gate = new Promise<undefined>((resolve) => {
    letGo = () => resolve(undefined);
  });
  const server = await startServer({ intercept: ({ key }) => (key === 'slow' ? gate : undefined) });
  const order: string[] = [];
  const slow = rawRequest(server, { method: 'PUT', path: `/${BUCKET}/slow` }).then(() => order.push('slow'));
  await rawRequest(server, { method: 'PUT', path: `/${BUCKET}/fast` }).then(() => order.push('fast'));
  letGo();
  await slow;
  expect(order).toEqual(['fast', 'slow']);
});

test('closing does not wait for a hook that never lets go', async () => {
  let arrived = (): void => {};
  const arrival = new Promise<void>((resolve) => {
    arrived = resolve;
  });
  const server = await startServer({
    intercept: ({ key }) => {
      if (key !== 'held') return undefined;
      arrived();
      return new Promise<never>(() => {});
    },
  });
  const held = rawRequest(server, { method: 'PUT', path: `/${BUCKET}/held`, body: 'x' }).catch(
    (error: NodeJS.ErrnoException) => error.code,
  );
  await arrival;
  await server.close();
  expect(await held).toBe('ECONNRESET');
  const again = await startServer({ dir: server.dir });
  expect((await rawRequest(again, { path: `/${BUCKET}/held` })).status).toBe(404);
});

test('a full disk is no passing trouble, and the server says which disk it is', async () => {
  const full = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
  const server = await startServer({ intercept: () => Promise.reject(full) });
  const put = clientOf(server).send(new PutObjectCommand({ ...TARGET, Body: 'x' }));
  const error: unknown = await put.catch((thrown: unknown) => thrown);
  expect(problemOf(error)).toMatchObject({ kind: 'permanent', code: 'InsufficientStorage', status: 507 });
  expect(problemOf(error).words).toMatch(
    /^no space is left at the endpoint: .*ENOSPC: no space left on device/,
  );
});
