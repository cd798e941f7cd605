/**
 * What crash tests share: the real command, run over and over on a flow, killed in the middle of it, and started again
 * until it is done. What is in its buckets then must be what an undisturbed run leaves, and no upload may be open.
 */
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  GetObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { expect } from 'vitest';
import { startLocalS3 } from '../../src/local-s3/index.ts';
import type { Intercept, LocalS3 } from '../../src/local-s3/index.ts';
import { startCommand } from '../kit/command.ts';
import type { CommandResult, StartedCommand } from '../kit/command.ts';

/** `npm run test:crash`: more kills, at more places. */
export const IS_LONG = process.env['FLOWRUN_CRASH'] === 'long';

/** A flow and what it works on. Buckets are called by the names here; each place has its own. */
export interface Scenario {
  readonly flow: (endpoint: string, bucket: (name: string) => string) => string;
  readonly files: Readonly<Record<string, string>>;
  /** Buckets in which objects are before the first run. */
  readonly filled?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Buckets that the flow writes. */
  readonly outputs: readonly string[];
  /** Done twice, the job leaves something else: a run that has come to its end is not repeated. */
  readonly adds?: boolean;
}

/** Where a flow runs: a folder and buckets of its own. */
export interface Place {
  readonly cwd: string;
  readonly bucket: (name: string) => string;
  /** The last run has done the job. */
  hasEnded: boolean;
}

export interface SceneOptions {
  /** Sees each request before the server does. */
  readonly intercept?: Intercept;
}

/** A preloaded module: `node --import`. */
export const preload = (...names: string[]): string =>
  names.map((name) => `--import=${fileURLToPath(new URL(name, import.meta.url))}`).join(' ');

/** A scenario with its server. Undisturbed, it takes `steps` and leaves `expected`. */
export class Scene {
  readonly #scenario: Scenario;
  readonly #server: LocalS3;
  readonly #client: S3Client;
  readonly #root: string;
  #places = 0;
  steps: readonly string[] = [];
  /** The hash of each object that the flow writes, by bucket and key. */
  expected: Readonly<Record<string, string>> = {};

  static async open(scenario: Scenario, options: SceneOptions = {}): Promise<Scene> {
    const root = mkdtempSync(join(tmpdir(), 'flowrun-crash-'));
    const server = await startLocalS3({ dir: join(root, 's3'), fsync: false, ...options });
    const scene = new Scene(scenario, server, root);
    await scene.#runUndisturbed();
    return scene;
  }

  private constructor(scenario: Scenario, server: LocalS3, root: string) {
    this.#scenario = scenario;
    this.#server = server;
    this.#root = root;
    const { endpoint, region, accessKeyId, secretAccessKey } = server;
    const credentials = { accessKeyId, secretAccessKey };
    this.#client = new S3Client({ endpoint, region, forcePathStyle: true, credentials });
  }

  async close(): Promise<void> {
    this.#client.destroy();
    await this.#server.close();
    rmSync(this.#root, { recursive: true, force: true });
  }

  async place(): Promise<Place> {
    const number = ++this.#places;
    const bucket = (name: string): string => `${name}-${number}`;
    const { files, flow, filled = {}, outputs } = this.#scenario;
    const cwd = mkdtempSync(join(this.#root, 'run-'));
    writeFileSync(join(cwd, 'killed.flow'), flow(this.#server.endpoint, bucket));
    for (const [name, text] of Object.entries(files)) writeFileSync(join(cwd, name), text);
    for (const name of new Set([...outputs, ...Object.keys(filled)])) {
      await this.#server.createBucket(bucket(name));
    }
    const place = { cwd, bucket, hasEnded: false };
    for (const [name, objects] of Object.entries(filled)) await this.put(place, name, objects);
    return place;
  }

  async put(place: Place, bucket: string, objects: Readonly<Record<string, string>>): Promise<void> {
    for (const [Key, Body] of Object.entries(objects)) {
      await this.#client.send(new PutObjectCommand({ Bucket: place.bucket(bucket), Key, Body }));
    }
  }

  run(place: Place, env: Record<string, string> = {}): Promise<CommandResult> {
    return this.start(place, env).ended;
  }

  start({ cwd }: Place, env: Record<string, string> = {}): StartedCommand {
    const { accessKeyId, secretAccessKey } = this.#server;
    return startCommand(['killed.flow', '--checkpoint-interval', '1ms', '--quiet', '--log-level', 'error'], {
      cwd,
      env: { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, ...env },
    });
  }

  /** What is in the buckets that the flow writes. */
  async outputs(place: Place): Promise<Record<string, string>> {
    const hashes: Record<string, string> = {};
    for (const name of this.#scenario.outputs) {
      const Bucket = place.bucket(name);
      const { Contents = [] } = await this.#client.send(new ListObjectsV2Command({ Bucket }));
      for (const { Key } of Contents) {
        const { Body } = await this.#client.send(new GetObjectCommand({ Bucket, Key }));
        const bytes = await Body!.transformToByteArray();
        hashes[`${name}/${Key}`] = createHash('sha256').update(bytes).digest('hex');
      }
    }
    return hashes;
  }

  async openUploads(place: Place): Promise<readonly unknown[]> {
    const uploads: unknown[] = [];
    for (const name of this.#scenario.outputs) {
      const list = new ListMultipartUploadsCommand({ Bucket: place.bucket(name) });
      uploads.push(...((await this.#client.send(list)).Uploads ?? []));
    }
    return uploads;
  }

  /** Lets the flow end, and holds what it has left against the undisturbed run. */
  async expectDone(place: Place, expected = this.expected): Promise<void> {
    if (!this.#isOver(place)) expectSuccess(await this.run(place));
    expect(await this.outputs(place)).toEqual(expected);
    expect(await this.openUploads(place)).toEqual([]);
  }

  /** Kills one run after the other at a step each, as far as they get there; gives how many died. */
  async killAtEach(place: Place, steps: readonly string[]): Promise<number> {
    let kills = 0;
    for (const step of steps) {
      if (this.#isOver(place)) break;
      if (await this.#isKilled(place, { KILL_AT_STEP: step })) kills++;
    }
    return kills;
  }

  /** Kills flow after flow at random steps, up to 8 times each; prints the seed, and where it is. */
  async killAtRandom(kills: number): Promise<void> {
    const seed = Number(process.env['FLOWRUN_CRASH_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
    console.info(`FLOWRUN_CRASH_SEED=${seed}`);
    const random = randomNumbers(seed);
    for (let killed = 0, flows = 1; killed < kills; flows++) {
      const place = await this.place();
      const rounds = 1 + Math.floor(random() * 8);
      for (let round = 0; round < rounds; round++) {
        // Mostly early: a run that goes on has fewer steps to take.
        const count = 1 + Math.floor(random() * random() * this.steps.length);
        if (!(await this.#isKilled(place, { KILL_AT_COUNT: String(count) }))) break;
        killed++;
      }
      await this.expectDone(place);
      rmSync(place.cwd, { recursive: true });
      if (flows % 10 === 0) console.info(`${killed} kills in ${flows} flows`);
    }
  }

  /** Has it done its job, and would it do it twice? */
  #isOver({ hasEnded }: Place): boolean {
    return hasEnded && this.#scenario.adds === true;
  }

  /** Runs until it is killed, or to its end. */
  async #isKilled(place: Place, where: Record<string, string>): Promise<boolean> {
    const result = await this.run(place, {
      NODE_OPTIONS: preload('kill-at-step.mjs'),
      // Behind this step the job is done, and forgotten.
      ...(this.#scenario.adds === true && { KILL_NEVER_AT: 'store:removed' }),
      ...where,
    });
    if (result.signal === 'SIGKILL') return true;
    expectSuccess(result);
    place.hasEnded = true;
    return false;
  }

  /** Lets the flow end; gives the steps that it takes. */
  async trace(place: Place): Promise<{ readonly steps: readonly string[] }> {
    const file = join(place.cwd, 'steps');
    const env = { NODE_OPTIONS: preload('list-steps.mjs'), STEPS_FILE: file };
    expectSuccess(await this.run(place, env));
    return { steps: readFileSync(file, 'utf8').trimEnd().split('\n') };
  }

  async #runUndisturbed(): Promise<void> {
    const place = await this.place();
    ({ steps: this.steps } = await this.trace(place));
    this.expected = await this.outputs(place);
  }
}

function expectSuccess({ code, stderr }: CommandResult): void {
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
}

/** How many kills `npm run test:crash` shares among its scenarios. */
export const LONG_KILLS = Number(process.env['FLOWRUN_CRASH_KILLS'] ?? 500);

/** Numbers from 0 to 1 (mulberry32): the same for the same seed. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
