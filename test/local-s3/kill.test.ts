import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  AbortMultipartUploadCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
} from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import type { LocalS3 } from '../../src/local-s3/index.ts';
import { bundleServer, forkServer } from './killable-server.ts';
import { BUCKET, clientOf, rawRequest, someBytes, startServer, temporaryFolder } from './kit.ts';
import type { RawResponse } from './kit.ts';

/**
 * A server is killed in the midst of puts, overwrites, deletes and multipart uploads, over and over; what follows from
 * it is looked at after each kill. `npm run test:local-s3-kills` does so for longer.
 */
const KILLS = process.env['FLOWRUN_TEST_LONG'] === undefined ? 6 : 150;
const MS_PER_KILL = 10_000;
const WRITERS = 8;
const KEYS_PER_WRITER = 3;

/** What a key may hold after the crash: what was acknowledged last, or what was being written. */
interface Expectation {
  acknowledged: string | undefined;
  attempted: string | undefined;
}

/** An upload whose part was acknowledged, and that nobody has asked to complete yet. */
interface ReadyUpload {
  readonly key: string;
  readonly uploadId: string;
  readonly etag: string;
  readonly content: string;
}

interface Expected {
  readonly keys: Map<string, Expectation>;
  readonly ready: Map<string, ReadyUpload>;
}

/** A request that got no answer: the server is dead. */
class Unanswered extends Error {}

class Writer {
  readonly #server: LocalS3;
  readonly #expected: Expected;
  readonly #random: () => number;
  readonly #name: string;
  /** Called when a request is sent and when its answer has come: each may be the moment of the kill. */
  readonly #onStep: () => void;

  constructor(server: LocalS3, name: string, expected: Expected, random: () => number, onStep: () => void) {
    this.#server = server;
    this.#name = name;
    this.#expected = expected;
    this.#random = random;
    this.#onStep = onStep;
  }

  async writeUntilKilled(): Promise<void> {
    try {
      for (;;) await this.#writeOnce();
    } catch (error) {
      if (!(error instanceof Unanswered)) throw error;
    }
  }

  async #writeOnce(): Promise<void> {
    const key = `writer ${this.#name}/${this.#pick(KEYS_PER_WRITER)}`;
    const state = this.#expected.keys.get(key) ?? { acknowledged: undefined, attempted: undefined };
    this.#expected.keys.set(key, state);
    // Some are small enough to be written at once, some are streamed.
    const size = [10, 250, 75_000, 300_000][this.#pick(4)]!;
    const content = someBytes(size / 2, this.#pick(1e9)).toString('hex');
    switch (this.#pick(4)) {
      case 0:
        return this.#change(state, undefined, 'DELETE', pathOf(key));
      case 1:
        return this.#upload(key, state, content);
      default:
        return this.#change(state, content, 'PUT', pathOf(key), content);
    }
  }

  async #upload(key: string, state: Expectation, content: string): Promise<void> {
    const created = await this.#send('POST', `${pathOf(key)}?uploads`);
    const uploadId = /<UploadId>(.*?)<\/UploadId>/.exec(created.body)![1]!;
    const part = await this.#send('PUT', `${pathOf(key)}?partNumber=1&uploadId=${uploadId}`, content);
    const upload = { key, uploadId, etag: part.headers.etag!, content };
    this.#expected.ready.set(uploadId, upload);
    if (this.#pick(4) === 0) return;
    this.#expected.ready.delete(uploadId);
    await this.#change(state, content, 'POST', ...completion(upload));
  }

  async #change(
    state: Expectation,
    content: string | undefined,
    ...request: [method: string, path: string, body?: string]
  ): Promise<void> {
    state.attempted = content;
    await this.#send(...request);
    state.acknowledged = content;
  }

  async #send(method: string, path: string, body = ''): Promise<RawResponse> {
    this.#onStep();
    const answer = await rawRequest(this.#server, { method, path, body }).catch((cause: unknown) => {
      throw new Unanswered('no answer', { cause });
    });
    expect(answer.status).toBeLessThan(300);
    this.#onStep();
    return answer;
  }

  #pick(count: number): number {
    return Math.floor(this.#random() * count);
  }
}

test(
  'what was acknowledged before a SIGKILL is there after it, whole',
  async () => {
    const folder = await temporaryFolder();
    const program = await bundleServer(folder);
    const dir = join(folder, 'served');
    const expected: Expected = { keys: new Map(), ready: new Map() };
    const random = numbersFrom(7);
    for (let kill = 0; kill < KILLS; kill++) {
      const { child, server } = await forkServer(program, dir);
      const exited = once(child, 'exit');
      let stepsLeft = 1 + Math.floor(random() * 300);
      const onStep = (): void => {
        if (--stepsLeft === 0) child.kill('SIGKILL');
      };
      const writers = Array.from({ length: WRITERS }, (_, name) =>
        new Writer(
          server,
          `${name}`,
          expected,
          numbersFrom(kill * WRITERS + name),
          onStep,
        ).writeUntilKilled(),
      );
      await Promise.all(writers);
      // The connections are gone a moment before the process is, and with it its hold on the folder.
      await exited;
      await checkAll(dir, expected);
    }
  },
  KILLS * MS_PER_KILL,
);

async function checkAll(dir: string, expected: Expected): Promise<void> {
  const server = await startServer({ dir });
  for (const [key, state] of expected.keys) {
    const found = await read(server, key);
    expect([state.acknowledged, state.attempted].includes(found)).toBe(true);
    // From here on, what is there is what counts.
    state.acknowledged = found;
    state.attempted = found;
  }
  for (const upload of expected.ready.values()) {
    const [path, body] = completion(upload);
    const { status } = await rawRequest(server, { method: 'POST', path, body });
    expect([status, await read(server, upload.key)]).toEqual([200, upload.content]);
    const state = expected.keys.get(upload.key)!;
    state.acknowledged = upload.content;
    state.attempted = upload.content;
  }
  expected.ready.clear();
  const client = clientOf(server);
  const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: BUCKET }));
  const there = [...expected.keys].filter(([, state]) => state.acknowledged !== undefined);
  expect(Contents.map(({ Key }) => Key)).toEqual(there.map(([key]) => key).sort());
  const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket: BUCKET }));
  for (const { Key, UploadId } of Uploads) {
    await client.send(new AbortMultipartUploadCommand({ Bucket: BUCKET, Key, UploadId }));
  }
  await server.close();
  // Nothing that the kill cut off is left, and the parts of what is complete or aborted are gone.
  expect(await readdir(join(dir, '.local-s3', BUCKET, 'data'))).toEqual([]);
}

async function read(server: LocalS3, key: string): Promise<string | undefined> {
  const { status, body } = await rawRequest(server, { path: pathOf(key) });
  return status === 404 ? undefined : body;
}

function pathOf(key: string): string {
  return `/${BUCKET}/${encodeURI(key)}`;
}

function completion({ key, uploadId, etag }: ReadyUpload): [string, string] {
  const part = `<Part><PartNumber>1</PartNumber><ETag>${etag}</ETag></Part>`;
  return [
    `${pathOf(key)}?uploadId=${uploadId}`,
    `<CompleteMultipartUpload>${part}</CompleteMultipartUpload>`,
  ];
}

/** From 0 to 1, the same every time. */
function numbersFrom(seed: number): () => number {
  let state = (seed + 1) * 2_654_435_761;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
