import { GetObjectCommand, HeadObjectCommand } from '@aws-sdk/client-s3';
import { expect } from 'vitest';
import { someBytes } from '../../local-s3/kit.ts';
import { check } from '../check.ts';
import { expectRefusal, md5Hex, quoted, refused } from '../expectations.ts';

const WRONG_MD5 = Buffer.alloc(16).toString('base64');

export const putChecks = [
  check('put/bytes', 'An object is the bytes that were put', async (ground) => {
    const bytes = someBytes(100_000);
    await ground.put('a', bytes);
    expect((await ground.read('a')).equals(bytes)).toBe(true);
  }),

  check('put/empty', 'An object may be empty', async (ground) => {
    await ground.put('a');
    const got = await ground.client.send(new GetObjectCommand(ground.at('a')));
    expect(got.ContentLength).toBe(0);
    expect(await got.Body!.transformToString()).toBe('');
  }),

  check('put/etag', 'The ETag of a plain object is its MD5 in quotes', async (ground) => {
    expect((await ground.put('a', 'hello')).ETag).toBe(quoted(md5Hex('hello')));
    const head = await ground.client.send(new HeadObjectCommand(ground.at('a')));
    expect(head.ETag).toBe(quoted(md5Hex('hello')));
  }),

  check('put/overwrite', 'A second put replaces the object, headers included', async (ground) => {
    await ground.put('a', 'first', { ContentType: 'text/plain', Metadata: { old: '1' } });
    await ground.put('a', 'second one');
    const got = await ground.client.send(new GetObjectCommand(ground.at('a')));
    expect(await got.Body!.transformToString()).toBe('second one');
    expect(got.Metadata).toEqual({});
    expect(got.ContentType).not.toBe('text/plain');
  }),

  check(
    'put/content-type/default',
    'An object without Content-Type is binary/octet-stream',
    async (ground) => {
      await ground.raw({ method: 'PUT', path: ground.path('a'), body: 'x' });
      const head = await ground.client.send(new HeadObjectCommand(ground.at('a')));
      expect(head.ContentType).toBe('binary/octet-stream');
    },
  ),

  check('put/headers', 'Content headers come back as they were put', async (ground) => {
    const Expires = new Date('2031-01-02T03:04:05Z');
    const headers = {
      ContentType: 'text/csv; charset=utf-8',
      ContentEncoding: 'gzip',
      ContentDisposition: 'attachment; filename="a.csv"',
      ContentLanguage: 'de-AT',
      CacheControl: 'max-age=60, private',
    };
    await ground.put('a', 'x', { ...headers, Expires });
    const head = await ground.client.send(new HeadObjectCommand(ground.at('a')));
    expect(head).toMatchObject({ ...headers, ExpiresString: Expires.toUTCString() });
  }),

  check('put/metadata', 'User metadata comes back, its names in lower case', async (ground) => {
    await ground.put('a', 'x', { Metadata: { 'Mixed-Case': 'One  two', empty: '', symbols: '!"$%&/()=?' } });
    const { Metadata } = await ground.client.send(new HeadObjectCommand(ground.at('a')));
    expect(Metadata).toMatchObject({
      'mixed-case': expect.stringMatching(/^One {1,2}two$/) as unknown,
      symbols: '!"$%&/()=?',
    });
  }),

  check('put/metadata/most', 'User metadata may have 2 KB', async (ground) => {
    const value = 'v'.repeat(1900);
    await ground.put('a', 'x', { Metadata: { large: value } });
    const { Metadata } = await ground.client.send(new HeadObjectCommand(ground.at('a')));
    expect(Metadata).toEqual({ large: value });
  }),

  check('put/metadata/too-large', 'User metadata of more than 2 KB is MetadataTooLarge', async (ground) => {
    await refused(ground.put('a', 'x', { Metadata: { large: 'v'.repeat(2100) } }), 400, 'MetadataTooLarge');
  }),

  check(
    'put/storage-class/unknown',
    'A storage class that is none is InvalidStorageClass',
    async (ground) => {
      const headers = { 'x-amz-storage-class': 'CUPBOARD' };
      const answer = await ground.raw({ method: 'PUT', path: ground.path('a'), headers });
      expectRefusal(answer, 400, 'InvalidStorageClass');
    },
  ),

  check('put/md5/right', 'A right Content-MD5 is accepted', async (ground) => {
    await ground.put('a', 'hello', { ContentMD5: Buffer.from(md5Hex('hello'), 'hex').toString('base64') });
    expect((await ground.read('a')).toString()).toBe('hello');
  }),

  check('put/md5/wrong', 'A wrong Content-MD5 is BadDigest, and nothing is stored', async (ground) => {
    await refused(ground.put('a', 'hello', { ContentMD5: WRONG_MD5 }), 400, 'BadDigest');
    await refused(ground.client.send(new HeadObjectCommand(ground.at('a'))), 404);
  }),

  check('put/md5/wrong/keeps-old', 'A put that is refused leaves the object as it was', async (ground) => {
    await ground.put('a', 'old');
    await refused(ground.put('a', 'new', { ContentMD5: WRONG_MD5 }), 400, 'BadDigest');
    expect((await ground.read('a')).toString()).toBe('old');
  }),

  check(
    'put/md5/invalid',
    'A Content-MD5 that is not the base64 of 16 bytes is InvalidDigest',
    async (ground) => {
      await refused(ground.put('a', 'hello', { ContentMD5: 'nonsense' }), 400, 'InvalidDigest');
    },
  ),

  check(
    'put/sha256/mismatch',
    'A body of another hash than the signed one is XAmzContentSHA256Mismatch',
    async (ground) => {
      const answer = await ground.raw({
        method: 'PUT',
        path: ground.path('a'),
        body: 'hello',
        payloadHash: '0'.repeat(64),
      });
      expectRefusal(answer, 400, 'XAmzContentSHA256Mismatch');
      await refused(ground.client.send(new HeadObjectCommand(ground.at('a'))), 404);
    },
  ),

  check('put/sha256/unsigned', 'UNSIGNED-PAYLOAD leaves the body out of the signature', async (ground) => {
    const path = ground.path('a');
    const { status } = await ground.raw({
      method: 'PUT',
      path,
      body: 'hello',
      payloadHash: 'UNSIGNED-PAYLOAD',
    });
    expect(status).toBe(200);
    expect((await ground.read('a')).toString()).toBe('hello');
  }),

  check('put/length/missing', 'A put without Content-Length is MissingContentLength', async (ground) => {
    const answer = await ground.raw({
      method: 'PUT',
      path: ground.path('a'),
      headers: { 'transfer-encoding': 'chunked' },
      payloadHash: 'UNSIGNED-PAYLOAD',
      body: 'hello',
    });
    expectRefusal(answer, 411, 'MissingContentLength');
  }),
];
