import { beforeEach, expect, test } from 'vitest';
import type { LocalS3 } from '../../src/local-s3/index.ts';
import { BUCKET, rawRequest, startServer } from './kit.ts';

let server: LocalS3;

beforeEach(async () => {
  server = await startServer();
});

test.each([
  ...['acl', 'cors', 'encryption', 'lifecycle', 'policy'].map((name) => ['GET', `/${BUCKET}?${name}`]),
  ['GET', `/${BUCKET}?list-type=1`],
  ['GET', `/${BUCKET}?list-type=2&versions`],
  ['PUT', `/${BUCKET}?acl`],
  ['DELETE', `/${BUCKET}?policy`],
  ['POST', `/${BUCKET}`],
  ['GET', `/${BUCKET}/a?acl`],
  ['GET', `/${BUCKET}/a?torrent`],
  ['PUT', `/${BUCKET}/a?versionId=x`],
  ['GET', `/${BUCKET}/a?no-such-thing`],
  ['PUT', `/${BUCKET}/a?partNumber=1`],
  ['PUT', `/${BUCKET}/a?renameObject`],
  ['POST', `/${BUCKET}/a?restore`],
  ['POST', `/${BUCKET}/a?select&select-type=2`],
  ['POST', '/'],
])('%s %s', async (method, path) => {
  const response = await rawRequest(server, { method, path });
  expect(response.status).toBe(501);
  if (method !== 'HEAD') expect(response.code).toBe('NotImplemented');
});

test.each([
  ['x-amz-server-side-encryption-customer-algorithm', 'AES256'],
  ['x-amz-server-side-encryption-context', 'e30='],
  ['x-amz-object-lock-mode', 'GOVERNANCE'],
  ['x-amz-website-redirect-location', '/b'],
  ['x-amz-grant-read', 'id=1'],
  ['x-amz-copy-source', 'arn:aws:s3:us-east-1:1:accesspoint/a/object/b'],
  ['x-amz-write-offset-bytes', '1'],
  ['x-amz-mfa', '1 123456'],
  ['x-amz-something-new', '1'],
])('a PutObject with %s', async (name, value) => {
  const path = `/${BUCKET}/b`;
  const response = await rawRequest(server, { method: 'PUT', path, headers: { [name]: value } });
  expect([response.status, response.code]).toEqual([501, 'NotImplemented']);
  expect((await rawRequest(server, { path })).code).toBe('NoSuchKey');
});

test('a method that S3 does not have', async () => {
  const response = await rawRequest(server, { method: 'PATCH', path: `/${BUCKET}/a` });
  expect([response.status, response.code]).toEqual([405, 'MethodNotAllowed']);
});

test.each([
  [{ path: `/${BUCKET}?acl` }, 'ListObjects with acl'],
  [{ path: `/${BUCKET}/a?torrent` }, 'GetObject with torrent'],
  [{ method: 'POST', path: `/${BUCKET}/a?restore` }, 'POST of an object with restore'],
  [{ method: 'DELETE', path: `/${BUCKET}/a`, headers: { 'x-amz-mfa': '1' } }, 'DeleteObject with x-amz-mfa'],
])('%j is answered with what is missing', async (request, missing) => {
  const { body } = await rawRequest(server, request);
  expect(body).toContain(`<Message>The local S3 does not implement ${missing}</Message>`);
});
