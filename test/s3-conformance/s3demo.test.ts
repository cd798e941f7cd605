/** The main job, on whatever server is tested: `flows/s3demo.flow` as the command runs it, and the objects it writes. */
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CreateBucketCommand, GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { expect, onTestFinished, test } from 'vitest';
import { runCommand } from '../kit/command.ts';
import { removeBucket } from '../kit/remove-bucket.ts';
import { newBucket, openS3Target } from '../kit/s3-target.ts';
import { checkingClient } from './ground.ts';

const FLOWS = fileURLToPath(new URL('../../flows/', import.meta.url));

test('flows/s3demo.flow writes its three objects', async () => {
  const { address, close } = await openS3Target();
  const client = checkingClient(address);
  const Bucket = `flowrun-${crypto.randomUUID()}`;
  const cwd = mkdtempSync(join(tmpdir(), 'flowrun-s3demo-'));
  onTestFinished(async () => {
    rmSync(cwd, { recursive: true });
    await removeBucket(client, Bucket);
    client.destroy();
    await close();
  });
  await client.send(new CreateBucketCommand(newBucket(address, Bucket)));
  // As it stands, but for the bucket: the name in the flow is somebody's on AWS.
  const flow = readFileSync(join(FLOWS, 's3demo.flow'), 'utf8').replace('tremordemo', Bucket);
  writeFileSync(join(cwd, 's3demo.flow'), flow);
  copyFileSync(join(FLOWS, 'sample.json'), join(cwd, 'sample.json'));

  const env = {
    AWS_ENDPOINT_URL: address.endpoint,
    AWS_REGION: address.region,
    AWS_ACCESS_KEY_ID: address.accessKeyId,
    AWS_SECRET_ACCESS_KEY: address.secretAccessKey,
    ...(address.sessionToken !== undefined && { AWS_SESSION_TOKEN: address.sessionToken }),
  };
  const { code, stderr } = await runCommand(['s3demo.flow'], { cwd, env });
  expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });

  const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket }));
  const objects: Record<string, string> = {};
  for (const { Key } of Contents) {
    const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }));
    objects[Key!] = await Body!.transformToString();
  }
  expect(objects).toEqual({
    key1: '{"event1": "hello1", "key2":[1,2,3,4,5]}',
    key2: '{"event3": {"nested Obj": ["vec1", "vec2", "vec3"]}}',
    key3: '{"event3": null}',
  });
});
