import { GetObjectCommand, ListBucketsCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import type { S3ClientConfig } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { BUCKET, clientOf, presigned, rawRequest, startServer } from '../kit.ts';
import type { RawRequest } from '../kit.ts';

const HOUR = 3600_000;

test.each<[string, S3ClientConfig, string, number]>([
  [
    'an unknown key',
    { credentials: { accessKeyId: 'nobody', secretAccessKey: 'x' } },
    'InvalidAccessKeyId',
    403,
  ],
  [
    'a wrong secret',
    { credentials: { accessKeyId: 'flowrun', secretAccessKey: 'wrong' } },
    'SignatureDoesNotMatch',
    403,
  ],
  ['a wrong region', { region: 'eu-central-1' }, 'AuthorizationHeaderMalformed', 400],
  [
    'a session token',
    {
      credentials: {
        accessKeyId: 'flowrun',
        secretAccessKey: 'flowrun-local-secret',
        sessionToken: 'token',
      },
    },
    'InvalidToken',
    400,
  ],
])('the SDK with %s', async (_, config, name, status) => {
  const s3 = clientOf(await startServer(), config);
  await expect(s3.send(new ListBucketsCommand({}))).rejects.toMatchObject({
    name,
    $metadata: { httpStatusCode: status },
  });
});

test('a wrong region is told the right one', async () => {
  const server = await startServer();
  const { body } = await rawRequest(server, { path: '/', signing: { region: 'eu-central-1' } });
  expect(body).toContain('<Region>us-east-1</Region>');
});

test.each<[string, Partial<RawRequest>, number, string]>([
  ['anonymous', { signing: 'none' }, 403, 'AccessDenied'],
  ['clock too late', { signing: { date: new Date(Date.now() - HOUR) } }, 403, 'RequestTimeTooSkewed'],
  ['clock too early', { signing: { date: new Date(Date.now() + HOUR) } }, 403, 'RequestTimeTooSkewed'],
  ['no date', { signing: 'none', headers: { authorization: 'AWS4-HMAC-SHA256 a=b' } }, 403, 'AccessDenied'],
  ['a date that is none', { headers: { 'x-amz-date': 'today' } }, 403, 'AccessDenied'],
  ['Signature Version 2', { signing: 'none', headers: { authorization: 'AWS a:b' } }, 400, 'InvalidRequest'],
  [
    'SigV4A',
    { signing: 'none', headers: { authorization: 'AWS4-ECDSA-P256-SHA256 Credential=a' } },
    501,
    'NotImplemented',
  ],
  [
    'a credential that is none',
    {
      signing: 'none',
      headers: {
        authorization: 'AWS4-HMAC-SHA256 Credential=a/b, SignedHeaders=host, Signature=c',
        'x-amz-date': '20261121T000000Z',
      },
    },
    400,
    'AuthorizationHeaderMalformed',
  ],
  ['an unsigned host', { signing: { unsigned: ['host'] } }, 400, 'AuthorizationHeaderMalformed'],
  [
    'an unsigned header of Amazon',
    { headers: { 'x-amz-meta-a': '1' }, signing: { unsigned: ['x-amz-meta-a'] } },
    403,
    'AccessDenied',
  ],
  ['a payload hash that is none', { payloadHash: 'zzz', method: 'PUT' }, 400, 'InvalidArgument'],
  ['a path that is no UTF-8', { path: '/test-bucket/%ff', signing: 'none' }, 400, 'InvalidURI'],
])('%s', async (_, raw, status, code) => {
  const server = await startServer();
  const response = await rawRequest(server, { path: `/${BUCKET}/a`, ...raw });
  expect([response.status, response.code]).toEqual([status, code]);
});

test('a body that is not the one that was signed', async () => {
  const server = await startServer();
  const response = await rawRequest(server, {
    method: 'PUT',
    path: `/${BUCKET}/a`,
    body: 'changed',
    payloadHash: '0'.repeat(64),
  });
  expect([response.status, response.code]).toEqual([400, 'XAmzContentSHA256Mismatch']);
  expect((await rawRequest(server, { path: `/${BUCKET}/a` })).code).toBe('NoSuchKey');
});

test('an error says what, about what, and under which id', async () => {
  const server = await startServer();
  const { body, headers } = await rawRequest(server, { path: `/${BUCKET}/a%20%26b` });
  expect(headers['content-type']).toBe('application/xml');
  expect(body).toBe(
    '<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>NoSuchKey</Code>' +
      '<Message>The specified key does not exist.</Message><Key>a &amp;b</Key>' +
      `<Resource>/${BUCKET}/a%20%26b</Resource>` +
      `<RequestId>${headers['x-amz-request-id'] as string}</RequestId>` +
      `<HostId>${headers['x-amz-id-2'] as string}</HostId></Error>`,
  );
});

test.each(['a b+c', "!'()*~-_.", 'ü/😀', 'a//b/../c', '%2F', '?a=b&c', '/leading'])(
  'the SDK and the server spell %j alike',
  async (Key) => {
    const s3 = clientOf(await startServer());
    await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body: 'x' }));
    const got = await s3.send(new GetObjectCommand({ Bucket: BUCKET, Key }));
    expect(await got.Body?.transformToString()).toBe('x');
  },
);

test('presigned URLs put and get, until they expire', async () => {
  const server = await startServer();
  const path = `/${BUCKET}/shared`;
  const put = await fetch(server.endpoint + presigned(server, 'PUT', path, 60), {
    method: 'PUT',
    body: 'by link',
  });
  expect(put.status).toBe(200);
  const get = await fetch(server.endpoint + presigned(server, 'GET', path, 60));
  expect(await get.text()).toBe('by link');
  const old = { date: new Date(Date.now() - 2 * HOUR) };
  const expired = await fetch(server.endpoint + presigned(server, 'GET', path, 3600, old));
  expect([expired.status, await expired.text()]).toEqual([
    403,
    expect.stringContaining('<Message>Request has expired</Message>'),
  ]);
});

test.each<[string, (path: string) => string, number, string]>([
  ['another key', (path) => path.replace('/shared', '/other'), 403, 'SignatureDoesNotMatch'],
  [
    'no signature',
    (path) => path.replace(/&X-Amz-Signature=.*/, ''),
    400,
    'AuthorizationQueryParametersError',
  ],
  ['a longer life', (path) => path.replace('Expires=60', 'Expires=61'), 403, 'SignatureDoesNotMatch'],
  [
    'too long a life',
    (path) => path.replace('Expires=60', 'Expires=700000'),
    400,
    'AuthorizationQueryParametersError',
  ],
  ['no number', (path) => path.replace('Expires=60', 'Expires=x'), 400, 'AuthorizationQueryParametersError'],
  ['another algorithm', (path) => path.replace('HMAC-SHA256', 'X'), 400, 'AuthorizationQueryParametersError'],
])('a presigned URL with %s', async (_, change, status, code) => {
  const server = await startServer();
  const path = change(presigned(server, 'GET', `/${BUCKET}/shared`, 60));
  const response = await rawRequest(server, { path, signing: 'none' });
  expect([response.status, response.code]).toEqual([status, code]);
});
