import { DeleteObjectCommand, GetObjectCommand, HeadObjectCommand } from '@aws-sdk/client-s3';
import type { GetObjectCommandInput } from '@aws-sdk/client-s3';
import { expect } from 'vitest';
import { check } from '../check.ts';
import type { Check } from '../check.ts';
import { expectRefusal, refused } from '../expectations.ts';
import type { Ground } from '../ground.ts';

const BODY = '0123456789';

export const getChecks = [
  check('get/missing', 'GetObject of no object is NoSuchKey', async (ground) => {
    await refused(ground.client.send(new GetObjectCommand(ground.at('a'))), 404, 'NoSuchKey');
  }),

  check('get/last-modified', 'Last-Modified is an HTTP date near the time of the put', async (ground) => {
    const { headers: put } = await ground.raw({ method: 'PUT', path: ground.path('a') });
    const { headers } = await ground.raw({ path: ground.path('a') });
    expect(headers['last-modified']).toMatch(/^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$/);
    const apart = Math.abs(Date.parse(headers['last-modified']!) - Date.parse(put.date!));
    expect(apart).toBeLessThan(60_000);
  }),

  check('head/as-get', 'HeadObject tells what GetObject tells, without a body', async (ground) => {
    await ground.put('a', BODY, { ContentType: 'text/plain', Metadata: { x: '1' } });
    const head = await ground.client.send(new HeadObjectCommand(ground.at('a')));
    const { Body, ...got } = await ground.client.send(new GetObjectCommand(ground.at('a')));
    await Body!.transformToString();
    const { ContentLength, ContentType, ETag, LastModified, Metadata } = got;
    expect(head).toMatchObject({ ContentLength, ContentType, ETag, LastModified, Metadata });
    expect(head.ContentLength).toBe(BODY.length);
  }),

  check('head/missing', 'HeadObject of no object is 404 without a body', async (ground) => {
    const { status, body } = await ground.raw({ method: 'HEAD', path: ground.path('a') });
    expect({ status, body }).toEqual({ status: 404, body: '' });
  }),

  check('delete/object', 'DeleteObject answers 204, and the object is gone', async (ground) => {
    await ground.put('a');
    const deleted = await ground.client.send(new DeleteObjectCommand(ground.at('a')));
    expect(deleted.$metadata.httpStatusCode).toBe(204);
    await refused(ground.client.send(new HeadObjectCommand(ground.at('a'))), 404);
  }),

  check('delete/missing', 'DeleteObject of no object is 204, too', async (ground) => {
    const deleted = await ground.client.send(new DeleteObjectCommand(ground.at('a')));
    expect(deleted.$metadata.httpStatusCode).toBe(204);
  }),
];

/** A range, what comes of it, and where that lies. */
const RANGES: readonly [name: string, range: string, body: string, contentRange: string][] = [
  ['first', 'bytes=0-3', '0123', 'bytes 0-3/10'],
  ['middle', 'bytes=4-6', '456', 'bytes 4-6/10'],
  ['one-byte', 'bytes=9-9', '9', 'bytes 9-9/10'],
  ['open', 'bytes=7-', '789', 'bytes 7-9/10'],
  ['suffix', 'bytes=-3', '789', 'bytes 7-9/10'],
  ['beyond-end', 'bytes=8-99', '89', 'bytes 8-9/10'],
  ['suffix-beyond-begin', 'bytes=-99', BODY, 'bytes 0-9/10'],
  ['all', 'bytes=0-', BODY, 'bytes 0-9/10'],
];

export const rangeChecks: readonly Check[] = [
  ...RANGES.map(([name, range, body, contentRange]) =>
    check(`range/${name}`, `\`${range}\` of 10 bytes is 206 with \`${contentRange}\``, async (ground) => {
      await ground.put('a', BODY);
      const answer = await ground.raw({ path: ground.path('a'), headers: { range } });
      expect(answer).toMatchObject({ status: 206, body });
      expect(answer.headers['content-range']).toBe(contentRange);
    }),
  ),

  ...['bytes=10-', 'bytes=10-20'].map((range) =>
    check(`range/refused/${range}`, `\`${range}\` of 10 bytes is InvalidRange`, async (ground) => {
      await ground.put('a', BODY);
      expectRefusal(await ground.raw({ path: ground.path('a'), headers: { range } }), 416, 'InvalidRange');
    }),
  ),

  ...['bytes=5-2', 'bytes=x-y', 'lines=1-2'].map((range) =>
    check(`range/ignored/${range}`, `\`${range}\` is no range: 200 with everything`, async (ground) => {
      await ground.put('a', BODY);
      const answer = await ground.raw({ path: ground.path('a'), headers: { range } });
      expect(answer).toMatchObject({ status: 200, body: BODY });
    }),
  ),

  check('range/empty-object', 'No range of an empty object is satisfiable', async (ground) => {
    await ground.put('a');
    const answer = await ground.raw({ path: ground.path('a'), headers: { range: 'bytes=0-0' } });
    expectRefusal(answer, 416, 'InvalidRange');
  }),

  check('range/accept', 'Objects say `Accept-Ranges: bytes`', async (ground) => {
    await ground.put('a', BODY);
    const { headers } = await ground.raw({ path: ground.path('a') });
    expect(headers['accept-ranges']).toBe('bytes');
  }),

  check('range/head', 'HeadObject with a range tells the length of the range', async (ground) => {
    await ground.put('a', BODY);
    const head = await ground.client.send(new HeadObjectCommand({ ...ground.at('a'), Range: 'bytes=2-4' }));
    expect(head).toMatchObject({ ContentLength: 3, $metadata: { httpStatusCode: 206 } });
  }),
];

type Override = Pick<
  GetObjectCommandInput,
  | 'ResponseContentType'
  | 'ResponseContentDisposition'
  | 'ResponseContentEncoding'
  | 'ResponseContentLanguage'
  | 'ResponseCacheControl'
>;

const OVERRIDES: readonly [
  keyof Override,
  string,
  'ContentType' | 'ContentDisposition' | 'ContentEncoding' | 'ContentLanguage' | 'CacheControl',
][] = [
  ['ResponseContentType', 'text/html', 'ContentType'],
  ['ResponseContentDisposition', 'attachment; filename="x"', 'ContentDisposition'],
  ['ResponseContentEncoding', 'br', 'ContentEncoding'],
  ['ResponseContentLanguage', 'fr', 'ContentLanguage'],
  ['ResponseCacheControl', 'no-store', 'CacheControl'],
];

export const overrideChecks: readonly Check[] = [
  ...OVERRIDES.map(([parameter, value, field]) =>
    check(`override/${field}`, `${parameter} replaces the header in this answer only`, async (ground) => {
      await ground.put('a', BODY, { [field]: 'mine' });
      const got = await ground.client.send(new GetObjectCommand({ ...ground.at('a'), [parameter]: value }));
      await got.Body!.transformToString();
      expect(got[field]).toBe(value);
      const head = await ground.client.send(new HeadObjectCommand(ground.at('a')));
      expect(head[field]).toBe('mine');
    }),
  ),

  check('override/Expires', 'ResponseExpires replaces Expires', async (ground) => {
    await ground.put('a', BODY);
    const ResponseExpires = new Date('2031-02-03T04:05:06Z');
    const got = await ground.client.send(new GetObjectCommand({ ...ground.at('a'), ResponseExpires }));
    await got.Body!.transformToString();
    expect(got.ExpiresString).toBe(ResponseExpires.toUTCString());
  }),

  check('override/head', 'HeadObject takes response overrides, too', async (ground) => {
    await ground.put('a', BODY);
    const input = { ...ground.at('a'), ResponseContentType: 'text/html' };
    expect((await ground.client.send(new HeadObjectCommand(input))).ContentType).toBe('text/html');
  }),

  check('override/anonymous', 'Response overrides need a signature', async (ground: Ground) => {
    await ground.put('a', BODY);
    const path = `${ground.path('a')}?response-content-type=text%2Fhtml`;
    const { status } = await ground.raw({ path, signing: 'none' });
    expect([400, 403]).toContain(status);
  }),
];
