import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { findProfile } from '../../../../src/connectors/s3/client/compatibility/find-profile.ts';
import { observeServer } from '../../../../src/connectors/s3/client/compatibility/observe-server.ts';
import { COMPATIBILITY_NAMES } from '../../../../src/connectors/s3/client/compatibility/profile.ts';
import { PROFILES } from '../../../../src/connectors/s3/client/compatibility/profiles.ts';
import {
  recogniseHeaders,
  recogniseHost,
} from '../../../../src/connectors/s3/client/compatibility/recognise.ts';
import { createS3Client } from '../../../../src/connectors/s3/client/create-client.ts';
import { DEFAULT_TIMEOUTS } from '../../../../src/connectors/s3/client/timeouts.ts';
import { s3Settings } from '../../../../src/connectors/s3/settings.ts';

test.each([
  ['https://s3.eu-central-1.amazonaws.com', 'aws'],
  ['https://bucket.vpce-1a2b.s3.us-east-1.vpce.amazonaws.com', 'aws'],
  ['https://s3.cn-north-1.amazonaws.com.cn', 'aws'],
  ['https://0123456789abcdef.r2.cloudflarestorage.com', 'r2'],
  ['https://0123456789abcdef.eu.r2.cloudflarestorage.com', 'r2'],
  ['https://s3.eu-central-003.backblazeb2.com', 'b2'],
  ['https://storage.googleapis.com', 'gcs'],
])('%s is %s', (endpoint, name) => {
  expect(recogniseHost(endpoint)?.profile.name).toBe(name);
});

test.each([
  'http://127.0.0.1:9000',
  'https://amazonaws.com.example.org',
  'https://r2.cloudflarestorage.com.evil.example',
  'https://minio.example.org',
  'no address at all',
])('%s could be anybody', (endpoint) => {
  expect(recogniseHost(endpoint)).toBeUndefined();
});

test.each([
  [{ server: 'AmazonS3' }, 'aws'],
  [{ server: 'flowrun-local-s3' }, 'aws'],
  [{ server: 'MinIO' }, 'minio'],
  [{ server: 'Ceph Object Gateway (tentacle)' }, 'ceph'],
  [{ server: 'SeaweedFS 30GB 4.16' }, 'seaweedfs'],
  // As RADOS Gateway 16.2.15 answered.
  [{ 'x-amz-request-id': 'tx000007ae76592efdf5bcd-006b012208-1012-default' }, 'ceph'],
  // In the form of OpenStack Swift.
  [{ 'x-amz-request-id': 'tx55ee0f3ea1a44bd4b0c4f-0067b3c1f0' }, 'unknown'],
  [{ server: 'nginx' }, 'unknown'],
  [{}, 'unknown'],
  [undefined, 'unknown'],
])('who answers with %j is %s', (headers, name) => {
  expect(recogniseHeaders(headers).profile.name).toBe(name);
});

test.each(COMPATIBILITY_NAMES)('every fact about %s has a source', (name) => {
  const { name: itsName, title, ...facts } = PROFILES[name];
  expect([itsName, title.length > 0]).toEqual([name, true]);
  for (const { source } of Object.values(facts)) {
    expect(source.kind === 'assumed' || /^https:|^RADOS Gateway \d/.test(source.where)).toBe(true);
  }
});

test('a value that is no server is a mistake in the settings', () => {
  const { success, error } = s3Settings.safeParse({ compatibility: 'azure' });
  expect(success).toBe(false);
  expect(error?.issues[0]).toMatchObject({ code: 'invalid_value', path: ['compatibility'] });
});

describe('finding the profile', () => {
  /** A server that refuses everything, with this header; what it was asked is in `requests`. */
  async function refusing(headers: Record<string, string>) {
    const requests: string[] = [];
    const server = createServer((request: IncomingMessage, response) => {
      requests.push(`${request.method} ${request.url}`);
      response.writeHead(403, headers).end('<Error><Code>AccessDenied</Code></Error>');
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    onTestFinished(() => void server.close());
    return { requests, endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
  }

  function find(address: string | undefined, setting: 'auto' | 'r2') {
    const endpoint = {
      endpoint: address,
      region: 'us-east-1',
      pathStyle: true,
      profile: undefined,
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    };
    const client = createS3Client({ endpoint, timeouts: DEFAULT_TIMEOUTS, maxSockets: 1 });
    onTestFinished(() => client.destroy());
    const { signal } = new AbortController();
    const observer = observeServer(client);
    return findProfile({ setting, endpoint, client, observer, signal });
  }

  test('by a single request that reads, and a refusal is answer enough', async () => {
    const { endpoint, requests } = await refusing({ server: 'MinIO' });
    expect(await find(endpoint, 'auto')).toEqual({ profile: PROFILES.minio, by: '`Server: MinIO`' });
    expect(requests).toEqual(['GET /?x-id=ListBuckets']);
  });

  test('the setting decides without a request', async () => {
    const { endpoint, requests } = await refusing({ server: 'MinIO' });
    expect((await find(endpoint, 'r2')).profile).toBe(PROFILES.r2);
    expect(requests).toEqual([]);
  });

  test('without an endpoint it is AWS', async () => {
    expect((await find(undefined, 'auto')).profile).toBe(PROFILES.aws);
  });

  test('where nobody answers, nothing is trusted', async () => {
    const { profile } = await find('http://127.0.0.1:1', 'auto');
    expect([profile.name, profile.conditionalPut.is, profile.conditionalComplete.is]).toEqual([
      'unknown',
      'unknown',
      'unknown',
    ]);
  });
});
