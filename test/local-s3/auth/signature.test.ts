import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { requestSignature, signingKey } from '../../../src/local-s3/auth/signature.ts';
import { AwsChunkedDecoder } from '../../../src/local-s3/body/aws-chunked.ts';
import { ChunkSignatures } from '../../../src/local-s3/body/chunk-signatures.ts';

// The worked examples of Amazon's documentation ("Authenticating Requests: AWS Signature Version 4").
const SECRET = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
const SCOPE = { amzDate: '20130524T000000Z', date: '20130524', region: 'us-east-1' };
const HOST = 'examplebucket.s3.amazonaws.com';
const EMPTY_HASH = createHash('sha256').digest('hex');
const KEY = signingKey(SECRET, SCOPE);

test('signs a GET with a range as the documentation does', () => {
  const headers = {
    host: HOST,
    range: 'bytes=0-9',
    'x-amz-content-sha256': EMPTY_HASH,
    'x-amz-date': SCOPE.amzDate,
  };
  const request = { method: 'GET', path: '/test.txt', query: new Map<string, string>(), headers };
  expect(requestSignature(KEY, SCOPE, request, Object.keys(headers), EMPTY_HASH)).toBe(
    'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
  );
});

test('signs a PUT with characters that are escaped', () => {
  const payloadHash = createHash('sha256').update('Welcome to Amazon S3.').digest('hex');
  const headers = {
    date: 'Fri, 24 May 2013 00:00:00 GMT',
    host: HOST,
    'x-amz-content-sha256': payloadHash,
    'x-amz-date': SCOPE.amzDate,
    'x-amz-storage-class': 'REDUCED_REDUNDANCY',
  };
  const request = { method: 'PUT', path: '/test$file.text', query: new Map<string, string>(), headers };
  expect(requestSignature(KEY, SCOPE, request, Object.keys(headers), payloadHash)).toBe(
    '98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd',
  );
});

test('signs a sub-resource without a value', () => {
  const headers = { host: HOST, 'x-amz-content-sha256': EMPTY_HASH, 'x-amz-date': SCOPE.amzDate };
  const request = { method: 'GET', path: '/', query: new Map([['lifecycle', '']]), headers };
  expect(requestSignature(KEY, SCOPE, request, Object.keys(headers), EMPTY_HASH)).toBe(
    'fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543',
  );
});

const SEED_SIGNATURE = '4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9';
const CHUNKS: readonly (readonly [size: number, signature: string])[] = [
  [65536, 'ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648'],
  [1024, '0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497'],
  [0, 'b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9'],
];

function decodeChunks(changed: (body: string) => string): number {
  const request = {
    ...SCOPE,
    key: KEY,
    signature: SEED_SIGNATURE,
    payloadHash: 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
  };
  const decoder = new AwsChunkedDecoder(new ChunkSignatures(request, false));
  const body = CHUNKS.map(([size, signature]) => {
    return `${size.toString(16)};chunk-signature=${signature}\r\n${'a'.repeat(size)}\r\n`;
  });
  const payload = decoder.decode(Buffer.from(changed(body.join(''))));
  decoder.finish();
  return payload.reduce((sum, { length }) => sum + length, 0);
}

test('verifies the chunks of the documented streaming upload', () => {
  expect(decodeChunks((body) => body)).toBe(66_560);
});

test.each([
  ['a changed byte', (body: string) => body.replace('aaa\r\n400;', 'aab\r\n400;')],
  ['a chunk that is left out', (body: string) => body.replace(/400;.*\r\na+\r\n/, '')],
  ['a chunk without a signature', (body: string) => body.replace(/;chunk-signature=005[0-9a-f]+/, '')],
])('refuses %s', (_, change) => {
  expect(() => decodeChunks(change)).toThrow(expect.objectContaining({ code: 'SignatureDoesNotMatch' }));
});
