/**
 * Random puts, overwrites, deletes and multipart uploads that become visible late, between polls and while a poll has
 * been killed; then what was told is held against what was done to the bucket.
 */
import '../../../kit/seed.ts';
import { createHash } from 'node:crypto';
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { tempFolder } from '../../../kit/temp-folder.ts';
import { listKeys, readObject, startTestServer } from '../test-server.ts';
import type { TestServer } from '../test-server.ts';
import { newState, textOf, watch } from './driver.ts';
import type { Told, WatchState } from './driver.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const KEYS = ['a', 'a/b', 'b', 'ä', '￮', '😀'] as const;

type Step =
  | { readonly kind: 'put'; readonly key: string; readonly lines: number }
  | { readonly kind: 'delete'; readonly key: string }
  | { readonly kind: 'begin-upload'; readonly key: string }
  | { readonly kind: 'complete-uploads' }
  | Poll;

interface Poll {
  readonly kind: 'poll';
  readonly killAfter: number;
  readonly checkpointEvery: number;
  /** The sinks have completed everything that a checkpoint contains. */
  readonly isSettled: boolean;
  readonly order: 'key' | 'time';
}

const key = fc.constantFrom(...KEYS);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ kind: fc.constant('put' as const), key, lines: fc.constantFrom(0, 1, 3, 1200) }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('delete' as const), key }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('begin-upload' as const), key }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'complete-uploads' as const }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('poll' as const),
      killAfter: fc.constantFrom(1, 2, 3, 5, Infinity),
      checkpointEvery: fc.constantFrom(1, 2, 3),
      isSettled: fc.boolean(),
      order: fc.constantFrom('key' as const, 'time' as const),
    }),
  },
);

/** The bucket as it ought to be: each key's text, and every text that it ever had. */
class Model {
  readonly now = new Map<string, string>();
  readonly history = new Map<string, string[]>();
  readonly #bucket: string;
  readonly #uploads: { readonly key: string; readonly uploadId: string; readonly text: string }[] = [];
  #writes = 0;

  constructor(bucket: string) {
    this.#bucket = bucket;
  }

  async apply(step: Exclude<Step, { kind: 'poll' }>): Promise<void> {
    const { client } = server;
    switch (step.kind) {
      case 'put':
        return this.#put(step.key, this.#text(step.lines));
      case 'delete':
        await client.send(new DeleteObjectCommand({ Bucket: this.#bucket, Key: step.key }));
        this.now.delete(step.key);
        return;
      case 'begin-upload': {
        const text = this.#text(2);
        const address = { Bucket: this.#bucket, Key: step.key };
        const { UploadId } = await client.send(new CreateMultipartUploadCommand(address));
        this.#uploads.push({ key: step.key, uploadId: UploadId!, text });
        return;
      }
      case 'complete-uploads':
        for (const { key, uploadId, text } of this.#uploads.splice(0)) {
          const upload = { Bucket: this.#bucket, Key: key, UploadId: uploadId };
          const part = { ...upload, PartNumber: 1, Body: Buffer.from(text) };
          const { ETag } = await client.send(new UploadPartCommand(part));
          const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] };
          await client.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload }));
          this.#note(key, text);
        }
    }
  }

  async #put(key: string, text: string): Promise<void> {
    const Body = Buffer.from(text);
    const address = { Bucket: this.#bucket, Key: key };
    const command = new PutObjectCommand({ ...address, Body, ContentLength: Body.length });
    await server.client.send(command);
    this.#note(key, text);
  }

  #note(key: string, text: string): void {
    this.now.set(key, text);
    this.history.set(key, [...(this.history.get(key) ?? []), text]);
  }

  /** No two writes have the same text, except for those without any. */
  #text(lines: number): string {
    const write = this.#writes++;
    return Array.from({ length: lines }, (_, n) => `write ${write} line ${n}`).join('\n');
  }
}

/** Runs the steps, and polls to the end at last. */
async function run(
  steps: readonly Step[],
  settings: object,
  afterPoll: (state: WatchState) => void,
  isVersioned = false,
): Promise<{ readonly state: WatchState; readonly model: Model; readonly bucket: string }> {
  const bucket = await (isVersioned ? server.freshVersionedBucket() : server.freshBucket());
  const model = new Model(bucket);
  const state = newState(await tempFolder());
  for (const step of [...steps, POLL, POLL]) {
    if (step.kind !== 'poll') {
      await model.apply(step);
      continue;
    }
    const { killAfter, checkpointEvery, order } = step;
    const isCheckpoint = (batch: number): boolean => batch % checkpointEvery === 0;
    const isSettled = (): boolean => step.isSettled;
    const options = { killAfter, isCheckpoint, isSettled };
    const hasEnded = await watch(server, { bucket, order, ...settings }, state, options);
    if (hasEnded) afterPoll(state);
  }
  return { state, model, bucket };
}

const POLL: Poll = {
  kind: 'poll',
  killAfter: Infinity,
  checkpointEvery: 1,
  isSettled: true,
  order: 'key',
};

interface ToldObject {
  readonly key: string;
  readonly etag: string;
}

test('metadata: each poll tells the difference to the one before, and kills change nothing about it', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
      const known = new Map<string, string>();
      let checked = 0;
      await run(steps, {}, (state) => {
        // Each key is created, updated and deleted in this order, and never told twice to be in one state.
        for (const { value } of state.events.slice(checked)) {
          const { action, object } = value as { action: string; object: ToldObject };
          const before = known.get(object.key);
          expect(action === 'create').toBe(before === undefined);
          if (action === 'delete') known.delete(object.key);
          else known.set(object.key, object.etag);
        }
        checked = state.events.length;
      }).then(({ state, model }) => {
        expect([...known.keys()].sort()).toEqual([...model.now.keys()].sort());
        // The state that was told last is the one that is there.
        for (const [key, text] of model.now) expect(known.get(key)).toMatch(etagsOf(text));
        expect(state.events.length).toBe(checked);
      });
    }),
    { numRuns: 10 },
  );
});

test('content: what is told of a state is all of its lines, once and in order', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 20 }), async (steps) => {
      const { state, model } = await run(steps, { emit: 'content', deletes: true }, () => undefined);
      for (const key of KEYS) {
        const told = readsOf(state.events.filter(({ port, meta }) => port === 'out' && keyOf(meta) === key));
        const history = (model.history.get(key) ?? []).filter((text) => text !== '');
        // Each read is one of the texts; one that was replaced while it was read may be a beginning of it.
        const texts = told.map((lines) => lines.join('\n'));
        for (const text of texts) expect(history.some((full) => full.startsWith(text))).toBe(true);
        expect(new Set(texts.map((text) => text.split('\n')[0])).size).toBe(texts.length);
        const last = model.now.get(key);
        if (last) expect(texts.at(-1)).toBe(last);
      }
    }),
    { numRuns: 8 },
  );
});

test.each(['delete', 'move'])(
  'content, then %s: what is read goes, what has changed since is read again',
  async (after) => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 20 }), async (steps) => {
        const other = await server.freshBucket();
        const move_to = after === 'move' ? { move_to: `s3://${other}/done/` } : {};
        const settings = { emit: 'content', deletes: true, after, ...move_to };
        const { state, model, bucket } = await run(steps, settings, () => undefined);
        // That an object went is no event: it was told, and so it is ours to remove.
        expect(state.events.filter(({ value }) => value === null)).toEqual([]);
        for (const key of KEYS) {
          const told = readsOf(
            state.events.filter(({ port, meta }) => port === 'out' && keyOf(meta) === key),
          );
          const texts = told.map((lines) => lines.join('\n'));
          expect(new Set(texts.map((text) => text.split('\n')[0])).size).toBe(texts.length);
          const last = model.now.get(key);
          if (last) expect(texts.at(-1)).toBe(last);
          if (last === undefined || after === 'delete') continue;
          expect((await readObject(server, other, `done/${key}`)).toString()).toBe(last);
        }
        // Objects of which a part went to `err`, because they were replaced while they were read, are left alone.
        const hasErrors = state.events.some(({ port }) => port === 'err');
        if (!hasErrors) expect(await listKeys(server, bucket)).toEqual([]);
      }),
      { numRuns: 8 },
    );
  },
);

test('all versions: every text of every key once, in the order of the writes', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 20 }), async (steps) => {
      const settings = { versions: 'all', emit: 'content', deletes: true };
      const { state, model } = await run(steps, settings, () => undefined, true);
      for (const key of KEYS) {
        const told = readsOf(state.events.filter(({ value, meta }) => value !== null && keyOf(meta) === key));
        const history = (model.history.get(key) ?? []).filter((text) => text !== '');
        expect(told.map((lines) => lines.join('\n'))).toEqual(history);
      }
    }),
    { numRuns: 8 },
  );
});

/** Of a PUT, or of an upload in one part. */
function etagsOf(text: string): RegExp {
  const digest = createHash('md5').update(text).digest();
  return new RegExp(`^(${digest.toString('hex')}|${createHash('md5').update(digest).digest('hex')}-1)$`);
}

function keyOf(meta: Told['meta']): string {
  return (meta as ToldObject).key;
}

/** The lines, read by read: a read begins with line 1. */
function readsOf(events: readonly Told[]): string[][] {
  const reads: string[][] = [];
  for (const { value, meta } of events) {
    if (value === null) continue;
    const { line } = meta as { readonly line: number };
    if (line === 1) reads.push([]);
    const read = reads.at(-1)!;
    expect(line).toBe(read.length + 1);
    read.push(textOf(value));
  }
  return reads;
}
