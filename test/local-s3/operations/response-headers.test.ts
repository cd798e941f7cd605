import { GetObjectCommand, HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { BUCKET, clientOf, presigned, rawRequest, startServer } from '../kit.ts';

const TARGET = { Bucket: BUCKET, Key: 'a' };
const PATH = `/${BUCKET}/a`;

test('a reader may be told something else about an object', async () => {
  const s3 = clientOf(await startServer());
  const told = { ContentType: 'text/plain', CacheControl: 'no-store', ContentLanguage: 'de' };
  await s3.send(new PutObjectCommand({ ...TARGET, ...told, Body: 'body' }));
  const wanted = {
    ResponseCacheControl: 'max-age=1',
    ResponseContentDisposition: 'attachment; filename="ü.txt"',
    ResponseContentEncoding: 'identity',
    ResponseContentLanguage: 'en',
    ResponseContentType: 'text/html',
    ResponseExpires: new Date('2030-01-01T00:00:00Z'),
  };
  for (const Command of [GetObjectCommand, HeadObjectCommand]) {
    expect(await s3.send(new Command({ ...TARGET, ...wanted, Range: 'bytes=0-1' }))).toMatchObject({
      CacheControl: 'max-age=1',
      ContentDisposition: 'attachment; filename="ü.txt"',
      ContentEncoding: 'identity',
      ContentLanguage: 'en',
      ContentType: 'text/html',
      ExpiresString: 'Tue, 01 Jan 2030 00:00:00 GMT',
      ContentLength: 2,
    });
    expect(await s3.send(new Command(TARGET))).toMatchObject(told);
  }
});

test('only who signed for it', async () => {
  const server = await startServer();
  await rawRequest(server, { method: 'PUT', path: PATH, body: 'body' });
  const url = presigned(server, 'GET', PATH, 60);
  const anonymous = { signing: 'none', payloadHash: 'UNSIGNED-PAYLOAD' } as const;
  const plain = await rawRequest(server, { ...anonymous, path: url });
  expect(plain.headers['content-type']).toBe('binary/octet-stream');
  // Not signed with the rest of the URL.
  const added = await rawRequest(server, { ...anonymous, path: `${url}&response-content-type=text/html` });
  expect(added.code).toBe('SignatureDoesNotMatch');
  const path = `${PATH}?response-content-type=text/html`;
  expect((await rawRequest(server, { ...anonymous, path })).code).toBe('AccessDenied');
  expect((await rawRequest(server, { path })).headers['content-type']).toBe('text/html');
});

test.each(['%0D%0AX-Evil:%201', '%F0%9F%98%80', '%00'])('a header of %s is refused', async (value) => {
  const server = await startServer();
  await rawRequest(server, { method: 'PUT', path: PATH, body: 'body' });
  const got = await rawRequest(server, { path: `${PATH}?response-content-type=${value}` });
  expect([got.status, got.code]).toEqual([400, 'InvalidArgument']);
  expect(got.headers['x-evil']).toBeUndefined();
});
