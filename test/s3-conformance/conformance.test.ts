/**
 * Whether a server does what AWS's API reference says: `FLOWRUN_TEST_S3_ENDPOINT` or the local S3, see
 * docs/guide/other-servers.md. What a server is known to do otherwise is listed in `deviations`.
 */
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import type { S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { removeBucket } from '../kit/remove-bucket.ts';
import { newBucket, openS3Target } from '../kit/s3-target.ts';
import type { S3Target } from '../kit/s3-target.ts';
import type { Check } from './check.ts';
import { CHECKS } from './checks/index.ts';
import { KNOWN_SERVERS } from './deviations/index.ts';
import type { KnownServer } from './deviations/index.ts';
import { checkingClient, groundFor } from './ground.ts';
import { recogniseServer } from './recognise.ts';

declare module 'vitest' {
  interface TaskMeta {
    /** What the server does instead; only of checks that fail as they are known to. */
    deviation?: string;
  }
}

const BUCKET = `flowrun-${crypto.randomUUID()}`;

let target: S3Target;
let client: S3Client;
let server: KnownServer;

beforeAll(async () => {
  target = await openS3Target();
  client = checkingClient(target.address);
  await client.send(new CreateBucketCommand(newBucket(target.address, BUCKET)));
  server = await recogniseServer(target.address, client, BUCKET);
});

afterAll(async () => {
  await removeBucket(client, BUCKET);
  client.destroy();
  await target.close();
});

describe.concurrent('S3', () => {
  for (const check of CHECKS) {
    test(`${check.name}: ${check.says}`, async ({ task }) => {
      const deviation = server.deviations[check.name];
      const failure = await failureOf(check);
      if (deviation === undefined) {
        if (failure !== undefined) throw failure;
        return;
      }
      if (failure === undefined)
        expect.fail(`${server.title} is listed with \`${deviation}\`, and does it right`);
      task.meta.deviation = deviation;
    });
  }
});

test('the names of checks are unique', () => {
  const names = CHECKS.map(({ name }) => name);
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});

test('deviations are listed by names of checks', () => {
  const listed = Object.values(KNOWN_SERVERS).flatMap(({ deviations }) => Object.keys(deviations));
  expect(listed.filter((name) => !CHECKS.some((check) => check.name === name))).toEqual([]);
});

/** What the check threw. What goes wrong in cleaning up is thrown: that is no deviation. */
async function failureOf(check: Check): Promise<Error | undefined> {
  const ground = groundFor(target.address, client, BUCKET, check.name);
  try {
    await check.run(ground);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  } finally {
    await ground.clean();
  }
}
