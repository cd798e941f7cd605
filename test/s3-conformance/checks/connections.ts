import type { IncomingMessage } from 'node:http';
import { GetObjectCommand, HeadObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { expect } from 'vitest';
import { openRequest, readResponse } from '../../kit/raw-s3.ts';
import type { RawRequest, RawResponse } from '../../kit/raw-s3.ts';
import { someBytes } from '../../local-s3/kit.ts';
import { check } from '../check.ts';
import { expectRefusal, refused } from '../expectations.ts';
import type { Ground } from '../ground.ts';

/** Sends the head, and the body only after `100 Continue`. */
async function sendExpecting(
  ground: Ground,
  raw: RawRequest,
): Promise<RawResponse & { hasContinued: boolean }> {
  let hasContinued = false;
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const headers = { ...raw.headers, expect: '100-continue' };
    const sent = openRequest(ground.address, { ...raw, headers }, resolve);
    sent.on('error', reject);
    sent.on('continue', () => {
      hasContinued = true;
      sent.end(raw.body);
    });
    sent.flushHeaders();
  });
  const answer = await readResponse(response);
  response.destroy();
  return { ...answer, hasContinued };
}

/** Sends the first half of a body, then cuts the connection. */
async function cutOff(ground: Ground, path: string, bytes: Buffer): Promise<void> {
  const raw = { method: 'PUT', path, body: bytes, payloadHash: 'UNSIGNED-PAYLOAD' };
  const sent = openRequest(ground.address, raw, (response) => response.resume());
  // The answer, if there is one, and the reset are both of no interest.
  sent.on('error', () => undefined);
  await new Promise<void>((flushed) => {
    sent.write(bytes.subarray(0, bytes.length / 2), () => flushed());
  });
  const closed = new Promise<void>((resolve) => sent.on('close', () => resolve()));
  sent.destroy();
  await closed;
}

export const connectionChecks = [
  check(
    'connection/expect/accepted',
    'Expect: 100-continue is answered with 100 before the body',
    async (ground) => {
      const answer = await sendExpecting(ground, { method: 'PUT', path: ground.path('a'), body: 'body' });
      expect(answer).toMatchObject({ status: 200, hasContinued: true });
      expect((await ground.read('a')).toString()).toBe('body');
    },
  ),

  check(
    'connection/expect/refused',
    'A request that is refused anyway is answered without the body',
    async (ground) => {
      const signing = { secretAccessKey: 'not the secret' };
      const raw = { method: 'PUT', path: ground.path('a'), body: 'body', signing };
      const answer = await sendExpecting(ground, raw);
      expectRefusal(answer, 403, 'SignatureDoesNotMatch');
      expect(answer.hasContinued).toBe(false);
    },
  ),

  check('connection/cut/new', 'A body that is cut off leaves no object', async (ground) => {
    await cutOff(ground, ground.path('a'), someBytes(1_000_000));
    await refused(ground.client.send(new HeadObjectCommand(ground.at('a'))), 404);
  }),

  check(
    'connection/cut/overwrite',
    'A body that is cut off leaves the old object as it was',
    async (ground) => {
      await ground.put('a', 'old');
      await cutOff(ground, ground.path('a'), someBytes(1_000_000));
      expect((await ground.read('a')).toString()).toBe('old');
    },
  ),

  check('connection/reader/overwrite', 'An overwrite does not disturb who is reading', async (ground) => {
    const old = someBytes(16 * 1024 * 1024, 1);
    await ground.put('a', old);
    const { Body } = await ground.client.send(new GetObjectCommand(ground.at('a')));
    await ground.put('a', 'new');
    expect(old.equals(await Body!.transformToByteArray())).toBe(true);
    expect((await ground.read('a')).toString()).toBe('new');
  }),

  check('connection/writers/many-keys', '64 writers at once: every object is whole', async (ground) => {
    const bodies = Array.from({ length: 64 }, (_, n) => someBytes(20_000 + n, n + 1));
    await Promise.all(bodies.map((body, n) => ground.put(`k${n}`, body)));
    const read = await Promise.all(bodies.map((_, n) => ground.read(`k${n}`)));
    expect(read.every((bytes, n) => bytes.equals(bodies[n]!))).toBe(true);
    const list = new ListObjectsV2Command({ Bucket: ground.bucket, Prefix: ground.prefix });
    expect((await ground.client.send(list)).KeyCount).toBe(64);
  }),

  check(
    'connection/writers/one-key',
    '64 writers of one key: the object is that of one of them',
    async (ground) => {
      const bodies = Array.from({ length: 64 }, (_, n) => someBytes(20_000, n + 1));
      await Promise.all(bodies.map((body) => ground.put('a', body)));
      const bytes = await ground.read('a');
      expect(bodies.filter((body) => body.equals(bytes))).toHaveLength(1);
    },
  ),
];
