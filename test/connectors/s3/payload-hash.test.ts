import { createHash } from 'node:crypto';
import { S3Client } from '@aws-sdk/client-s3';
import { expect, test, vi } from 'vitest';
import { hashPayloadsOffTheLoop } from '../../../src/connectors/s3/client/payload-hash.ts';
import { createSdkObjectStore } from '../../../src/connectors/s3/client/sdk-object-store.ts';

/** Uploads a part to nowhere and gives the headers that would have been sent. */
async function headersFor(endpoint: string, bytes: Buffer): Promise<Record<string, string>> {
  vi.stubEnv('AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED', 'true');
  let headers: Record<string, string> | undefined;
  const client = new S3Client({
    endpoint,
    region: 'us-east-1',
    forcePathStyle: true,
    maxAttempts: 1,
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    requestHandler: {
      handle: (request: { readonly headers: Record<string, string> }) => {
        headers = request.headers;
        return Promise.reject(new Error('not sent'));
      },
    },
  });
  hashPayloadsOffTheLoop(client);
  const upload = { bucket: 'b', key: 'k', uploadId: 'u' };
  const store = createSdkObjectStore(client);
  const sending = store.uploadPart(upload, 1, { bytes, crc32: 1 }, new AbortController().signal);
  await expect(sending).rejects.toThrow('not sent');
  vi.unstubAllEnvs();
  return headers!;
}

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
const LARGE = Buffer.alloc(1024 * 1024, 'x');
const SMALL = Buffer.from('small');

test('over https the body is not signed, and its CRC is', async () => {
  const headers = await headersFor('https://s3.example.org', LARGE);
  expect(headers['x-amz-content-sha256']).toBe('UNSIGNED-PAYLOAD');
  expect(headers['x-amz-checksum-crc32']).toBe('AAAAAQ==');
  expect(headers['authorization']).toContain('x-amz-checksum-crc32');
});

test.each([
  ['large', LARGE],
  ['small', SMALL],
])('over http the body is signed: %s', async (_, bytes) => {
  const headers = await headersFor('http://s3.example.org', bytes);
  expect(headers['x-amz-content-sha256']).toBe(sha256(bytes));
  expect(headers['authorization']).toContain('x-amz-content-sha256');
});
