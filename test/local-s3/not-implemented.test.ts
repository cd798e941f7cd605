import { CopyObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { beforeEach, expect, test } from 'vitest';
import type { LocalS3 } from '../../src/local-s3/index.ts';
import { BUCKET, clientOf, rawRequest, startServer } from './kit.ts';

let server: LocalS3;

beforeEach(async () => {
  server = await startServer();
});

test.each([
  ...['acl', 'cors', 'encryption', 'lifecycle', 'location', 'policy'].map((name) => [
    'GET',
    `/${BUCKET}?${name}`,
  ]),
  ['GET', `/${BUCKET}`],
  ['GET', `/${BUCKET}?list-type=1`],
  ['GET', `/${BUCKET}?list-type=2&versions`],
  ['PUT', `/${BUCKET}?acl`],
  ['DELETE', `/${BUCKET}?policy`],
  ['POST', `/${BUCKET}`],
  ['GET', `/${BUCKET}/a?acl`],
  ['GET', `/${BUCKET}/a?attributes`],
  ['GET', `/${BUCKET}/a?partNumber=1`],
  ['GET', `/${BUCKET}/a?response-content-type=text/plain`],
  ['GET', `/${BUCKET}/a?tagging`],
  ['GET', `/${BUCKET}/a?torrent`],
  ['PUT', `/${BUCKET}/a?versionId=x`],
  ['GET', `/${BUCKET}/a?no-such-thing`],
  ['PUT', `/${BUCKET}/a?tagging`],
  ['PUT', `/${BUCKET}/a?partNumber=1`],
  ['PUT', `/${BUCKET}/a?renameObject`],
  ['DELETE', `/${BUCKET}/a?tagging`],
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
  ['x-amz-copy-source', '/b/c'],
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

test('the answer says what is missing', async () => {
  const s3 = clientOf(server);
  await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'a', Body: 'x' }));
  const copy = new CopyObjectCommand({ Bucket: BUCKET, Key: 'b', CopySource: `${BUCKET}/a` });
  await expect(s3.send(copy)).rejects.toMatchObject({
    name: 'NotImplemented',
    message: 'The local S3 does not implement PutObject with x-amz-copy-source',
  });
});
