import { createServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CreateMultipartUploadCommand, PutObjectCommand, UploadPartCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { abortOpenUpload } from '../../../../src/connectors/s3/uploads/abort-upload.ts';
import { listOpenUploads } from '../../../../src/connectors/s3/uploads/list-uploads.ts';
import type { UploadQuery } from '../../../../src/connectors/s3/uploads/list-uploads.ts';
import { sweepUploads } from '../../../../src/connectors/s3/uploads/sweep-uploads.ts';
import type { SweepOptions } from '../../../../src/connectors/s3/uploads/sweep-uploads.ts';
import type { OpenUpload } from '../../../../src/connectors/s3/uploads/open-upload.ts';
import { openUploadAccess } from '../../../../src/connectors/s3/uploads/upload-access.ts';
import type { UploadAccess } from '../../../../src/connectors/s3/uploads/upload-access.ts';
import { startTestServer } from '../test-server.ts';
import type { TestServer } from '../test-server.ts';

const HOUR_MS = 3_600_000;

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

function access(override = server.override, now: () => number = Date.now): UploadAccess {
  const { endpoint, region, accessKeyId, secretAccessKey } = override;
  const credentials = { accessKeyId, secretAccessKey };
  const opened = openUploadAccess({
    endpoint: { endpoint, region, pathStyle: true, profile: undefined, credentials },
    signal: new AbortController().signal,
    now,
    policy: { maxAttempts: 2, firstDelayMs: 1, maxDelayMs: 1 },
  });
  onTestFinished(() => opened.client.destroy());
  return opened;
}

async function begin(bucket: string, key: string, parts: readonly number[] = []): Promise<string> {
  const { UploadId } = await server.client.send(
    new CreateMultipartUploadCommand({ Bucket: bucket, Key: key }),
  );
  for (const [i, size] of parts.entries()) {
    const part = { PartNumber: i + 1, Body: Buffer.alloc(size) };
    await server.client.send(new UploadPartCommand({ Bucket: bucket, Key: key, UploadId, ...part }));
  }
  return UploadId!;
}

async function collect(from: UploadAccess, query: UploadQuery): Promise<OpenUpload[]> {
  const uploads: OpenUpload[] = [];
  for await (const upload of listOpenUploads(from, query)) uploads.push(upload);
  return uploads;
}

/** An S3 that answers as the test says. */
async function serve(answer: RequestListener): Promise<TestServer['override']> {
  const web: Server = createServer(answer);
  await new Promise<void>((resolve) => void web.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    web.closeAllConnections();
    web.close();
  });
  return { ...server.override, endpoint: `http://127.0.0.1:${(web.address() as AddressInfo).port}` };
}

describe('open uploads', () => {
  test('have a key, an age, a size and somebody who began them', async () => {
    const bucket = await server.freshBucket();
    await server.client.send(new PutObjectCommand({ Bucket: bucket, Key: 'complete', Body: 'x' }));
    const uploadId = await begin(bucket, 'logs/a b+c%.json', [100, 23]);
    const [upload, ...others] = await collect(
      access(server.override, () => Date.now() + HOUR_MS),
      { bucket },
    );
    expect(others).toEqual([]);
    expect(upload).toMatchObject({
      bucket,
      key: 'logs/a b+c%.json',
      uploadId,
      size: { parts: 2, bytes: 123 },
    });
    expect(upload!.initiator).toEqual(expect.any(String));
    // S3 says when it was begun to the second.
    expect(upload!.ageMs).toBeGreaterThanOrEqual(HOUR_MS - 1_000);
    expect(upload!.ageMs).toBeLessThan(HOUR_MS + 60_000);
  });

  test('come page by page, all of them, each once', async () => {
    const bucket = await server.freshBucket();
    const keys = ['a', 'a', 'a', 'b', 'c/1', 'c/2', 'd'];
    const ids = [];
    for (const key of keys) ids.push(await begin(bucket, key));
    for (const pageSize of [1, 2, 3, 7, 1_000]) {
      const uploads = await collect(access(), { bucket, pageSize, sizes: false });
      expect(uploads.map(({ key }) => key)).toEqual(keys);
      expect(new Set(uploads.map(({ uploadId }) => uploadId))).toEqual(new Set(ids));
    }
  });

  test('are those below the prefix', async () => {
    const bucket = await server.freshBucket();
    for (const key of ['a/1', 'b/1', 'b/2', 'c']) await begin(bucket, key);
    const uploads = await collect(access(), { bucket, prefix: 'b/' });
    expect(uploads.map(({ key, size }) => [key, size])).toEqual([
      ['b/1', { parts: 0, bytes: 0 }],
      ['b/2', { parts: 0, bytes: 0 }],
    ]);
  });

  test('end when they are aborted, and a second time is no error', async () => {
    const bucket = await server.freshBucket();
    await begin(bucket, 'stays');
    const gone = { bucket, key: 'goes', uploadId: await begin(bucket, 'goes', [5]) };
    const here = access();
    expect(await abortOpenUpload(here, gone)).toBe('aborted');
    expect(['gone', 'aborted']).toContain(await abortOpenUpload(here, gone));
    expect((await collect(here, { bucket })).map(({ key }) => key)).toEqual(['stays']);
  });
});

describe('a server that is not like AWS', () => {
  const upload = (key: string): string =>
    `<Upload><Key>${key}</Key><UploadId>1</UploadId><Initiated>2026-01-01T00:00:00Z</Initiated></Upload>`;

  test('leaves the markers out: the last upload tells where to go on', async () => {
    const asked: (string | null)[] = [];
    const at = await serve((request, response) => {
      const marker = new URL(request.url!, 'http://host').searchParams.get('key-marker');
      asked.push(marker);
      const truncated = marker === null;
      response.end(
        `<ListMultipartUploadsResult><IsTruncated>${truncated}</IsTruncated>` +
          `${upload(truncated ? 'a%' : 'b')}</ListMultipartUploadsResult>`,
      );
    });
    const uploads = await collect(access(at), { bucket: 'any', sizes: false });
    expect(uploads.map(({ key }) => key)).toEqual(['a%', 'b']);
    expect(asked).toEqual([null, 'a%']);
  });

  test('says for ever that there are more: an error, not a loop', async () => {
    const at = await serve((_, response) => {
      response.end(
        `<ListMultipartUploadsResult><IsTruncated>true</IsTruncated>${upload('a')}</ListMultipartUploadsResult>`,
      );
    });
    await expect(collect(access(at), { bucket: 'any', sizes: false })).rejects.toMatchObject({
      name: 'EnvironmentError',
      message: expect.stringContaining('the server says that there are more, and not where') as unknown,
    });
  });

  test('does not let the parts be seen, or has completed an upload meanwhile', async () => {
    const at = await serve((request, response) => {
      if (request.url!.includes('uploads')) {
        response.end(
          `<ListMultipartUploadsResult>${upload('seen')}${upload('secret')}${upload('done')}</ListMultipartUploadsResult>`,
        );
      } else if (request.url!.includes('secret')) {
        response.writeHead(403).end('<Error><Code>AccessDenied</Code></Error>');
      } else if (request.url!.includes('done')) {
        response.writeHead(404).end('<Error><Code>NoSuchKey</Code></Error>');
      } else {
        response.end('<ListPartsResult><Part><Size>7</Size></Part></ListPartsResult>');
      }
    });
    const uploads = await collect(access(at), { bucket: 'any' });
    expect(uploads.map(({ key, size }) => [key, size])).toEqual([
      ['seen', { parts: 1, bytes: 7 }],
      ['secret', undefined],
    ]);
  });

  test.each([
    [403, 'AccessDenied', 'access denied', 's3:ListBucketMultipartUploads on arn:aws:s3:::any'],
    [501, 'NotImplemented', 'NotImplemented', 'does not have ListMultipartUploads'],
    [503, 'SlowDown', 'S3 asks to go slower', 'check the bucket'],
  ])('refuses with %i', async (status, code, words, help) => {
    const at = await serve((request, response) => {
      const isList = request.url!.includes('uploads');
      response
        .writeHead(isList ? status : 200)
        .end(isList ? `<Error><Code>${code}</Code></Error>` : '<ListBucketResult/>');
    });
    await expect(collect(access(at), { bucket: 'any' })).rejects.toMatchObject({
      name: 'EnvironmentError',
      message: expect.stringContaining(words) as unknown,
      help: expect.stringContaining(help) as unknown,
    });
  });
});

test('a bucket that is not there is explained as when a flow starts', async () => {
  await expect(collect(access(), { bucket: 'flowrun-none' })).rejects.toMatchObject({
    name: 'EnvironmentError',
    message: `there is no bucket \`flowrun-none\` at ${server.override.endpoint}`,
  });
});

describe('a sweep', () => {
  test('aborts what is older than asked for by the clock that it is given, and nothing else', async () => {
    const bucket = await server.freshBucket();
    for (const key of ['a', 'b', 'keep/c']) await begin(bucket, key, [10]);
    const outcomes = async (later: number, options: Partial<SweepOptions>) => {
      const swept: [string, string][] = [];
      const here = access(server.override, () => Date.now() + later);
      for await (const { key, outcome } of sweepUploads(here, { bucket, ...options })) {
        swept.push([key, outcome]);
      }
      return swept;
    };
    const abortOlderThanMs = 2 * HOUR_MS;
    const open = ['a', 'b', 'keep/c'].map((key) => [key, 'open']);
    expect(await outcomes(3 * HOUR_MS, {})).toEqual(open);
    expect(await outcomes(HOUR_MS, { abortOlderThanMs })).toEqual(open);
    expect(await outcomes(3 * HOUR_MS, { abortOlderThanMs, prefix: 'a', dryRun: true })).toEqual([
      ['a', 'would abort'],
    ]);
    expect(await outcomes(3 * HOUR_MS, { abortOlderThanMs, prefix: 'b' })).toEqual([['b', 'aborted']]);
    expect(await outcomes(0, {})).toEqual([
      ['a', 'open'],
      ['keep/c', 'open'],
    ]);
  });
});
