import { expect } from 'vitest';
import { XMLParser } from 'fast-xml-parser';
import { check } from '../check.ts';
import type { Ground } from '../ground.ts';

async function errorDocument(ground: Ground): Promise<Record<string, unknown>> {
  const { body } = await ground.raw({ path: ground.path('a') });
  // The checks below fail on whatever else this may be.
  return (new XMLParser().parse(body) as { Error: Record<string, unknown> }).Error;
}

export const errorChecks = [
  check('error/type', 'Errors are XML: `application/xml`, beginning with `<?xml`', async (ground) => {
    const { headers, body } = await ground.raw({ path: ground.path('a') });
    expect(headers['content-type']).toContain('application/xml');
    expect(body).toMatch(/^<\?xml version="1\.0"/);
  }),

  check('error/message', 'An error has a message for people', async (ground) => {
    expect(await errorDocument(ground)).toMatchObject({
      Code: 'NoSuchKey',
      Message: expect.stringMatching(/\w/) as unknown,
    });
  }),

  check('error/key', 'NoSuchKey names the key', async (ground) => {
    expect(await errorDocument(ground)).toMatchObject({ Key: ground.at('a').Key });
  }),

  check('error/bucket', 'NoSuchBucket names the bucket', async (ground) => {
    const bucket = ground.bucketName();
    const { body } = await ground.raw({ path: `/${bucket}?list-type=2` });
    expect(body).toContain(`<BucketName>${bucket}</BucketName>`);
  }),

  check('error/request-id', 'An error tells the request id that the header tells', async (ground) => {
    const { headers, body } = await ground.raw({ path: ground.path('a') });
    expect(headers['x-amz-request-id']).toMatch(/\w/);
    expect(body).toContain(`<RequestId>${String(headers['x-amz-request-id'])}</RequestId>`);
  }),

  check('error/request-id/success', 'Every answer has a request id', async (ground) => {
    expect((await ground.put('a')).$metadata.requestId).toMatch(/\w/);
  }),
];
