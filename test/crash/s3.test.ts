/**
 * The real command, writing to the local S3 through the real SDK, killed with SIGKILL before and after every kind of
 * request and of state that is written, and started again until it is done: the objects are those of an undisturbed run,
 * and no upload is left open.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createHash } from 'node:crypto';
import {
  GetObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startLocalS3 } from '../../src/local-s3/index.ts';
import type { LocalS3 } from '../../src/local-s3/index.ts';
import { runCommand } from '../kit/command.ts';
import type { CommandResult } from '../kit/command.ts';

const preload = (name: string): string => `--import=${fileURLToPath(new URL(name, import.meta.url))}`;

/** One source, three sinks: one key for all lines, keys that come back, and a key for each of some lines. */
const flowFor = (endpoint: string, bucket: string): string => `define flow killed
flow
    define connector input from file with
        codec = "json", preprocessors = ["separate"], config = { "path": "in.ndjson" }
    end;
    define connector store from s3 with
        codec = "json", postprocessors = ["separate"],
        config = { "bucket": "${bucket}", "endpoint": "${endpoint}", "region": "us-east-1" }
    end;
    define connector packed from s3 with
        codec = "json", postprocessors = ["separate", "compress"],
        config = { "bucket": "${bucket}", "endpoint": "${endpoint}", "region": "us-east-1" }
    end;
    define pipeline whole
    pipeline
        define script name
        script
            let $s3 = { "key": "all" };
            event
        end;
        create script name;
        select event from in into name;
        select event from name into out;
    end;
    define pipeline groups
    pipeline
        define script name
        script
            let $s3 = { "key": event.group };
            event
        end;
        create script name;
        select event from in into name;
        select event from name into out;
    end;
    define pipeline lines
    pipeline
        define script name
        script
            let $s3 = { "key": event.line };
            event
        end;
        create script name;
        select event from in where present event.line into name;
        select event from name into out;
    end;

    create connector input;
    create connector all from store;
    create connector some from store;
    create connector lines from packed;
    create pipeline whole;
    create pipeline groups;
    create pipeline lines;
    connect /connector/input to /pipeline/whole;
    connect /connector/input to /pipeline/groups;
    connect /connector/input to /pipeline/lines;
    connect /pipeline/whole to /connector/all;
    connect /pipeline/groups to /connector/some;
    connect /pipeline/lines to /connector/lines;
end;
deploy flow killed;
`;

/** 8 MB. Group `a` is larger than a part and comes back, as do the small ones. */
const INPUT = Array.from({ length: 8_000 }, (_, n) => {
  const group = n < 6_000 ? 'a' : ['b', 'c', 'a'][Math.floor(n / 200) % 3]!;
  const line = n % 500 === 0 ? { line: `line/${n}` } : {};
  return `${JSON.stringify({ n, group: `group/${group}`, ...line, text: `${n}`.padEnd(960, 'x') })}\n`;
}).join('');

/** Each step that a run takes which is about S3 or the state beside the checkpoints. */
const STEPS = [
  's3:create',
  's3:create-done',
  's3:journal-synced',
  's3:part',
  's3:part-done',
  's3:state-synced',
  's3:put',
  's3:put-done',
  's3:complete',
  's3:complete-done',
  'checkpoint:captured',
  'checkpoint:complete',
  'checkpoint:durable',
  'checkpoint:committed',
] as const;

const isLong = process.env['FLOWRUN_CRASH'] === 'long';
const LONG_KILLS = Number(process.env['FLOWRUN_CRASH_KILLS'] ?? 500);

let server: LocalS3;
let client: S3Client;
let root: string;
let buckets = 0;
let expected: Record<string, string>;
let allSteps: string[];

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'flowrun-crash-'));
  server = await startLocalS3({ dir: join(root, 's3'), fsync: false });
  const { endpoint, region, accessKeyId, secretAccessKey } = server;
  client = new S3Client({
    endpoint,
    region,
    forcePathStyle: true,
    credentials: { accessKeyId, secretAccessKey },
  });
  const place = await newPlace();
  const stepsFile = join(place.cwd, 'steps');
  const { code, stderr } = await run(place, {
    NODE_OPTIONS: preload('list-steps.mjs'),
    STEPS_FILE: stepsFile,
  });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  allSteps = readFileSync(stepsFile, 'utf8').trimEnd().split('\n');
  expected = await objectsIn(place.bucket);
});

afterAll(async () => {
  client.destroy();
  await server.close();
  rmSync(root, { recursive: true, force: true });
});

interface Place {
  readonly cwd: string;
  readonly bucket: string;
}

async function newPlace(): Promise<Place> {
  const bucket = `killed-${++buckets}`;
  await server.createBucket(bucket);
  const cwd = mkdtempSync(join(root, 'run-'));
  writeFileSync(join(cwd, 'killed.flow'), flowFor(server.endpoint, bucket));
  writeFileSync(join(cwd, 'in.ndjson'), INPUT);
  return { cwd, bucket };
}

function run({ cwd }: Place, env: Record<string, string> = {}): Promise<CommandResult> {
  const { accessKeyId, secretAccessKey } = server;
  return runCommand(['killed.flow', '--checkpoint-interval', '1ms', '--quiet', '--log-level', 'error'], {
    cwd,
    env: { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, ...env },
  });
}

/** The hash of each object. */
async function objectsIn(bucket: string): Promise<Record<string, string>> {
  const objects: Record<string, string> = {};
  const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: bucket }));
  for (const { Key } of Contents) {
    const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key }));
    objects[Key!] = createHash('sha256')
      .update(await Body!.transformToByteArray())
      .digest('hex');
  }
  return objects;
}

async function checkDone(place: Place): Promise<void> {
  const { code, stderr } = await run(place);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(await objectsIn(place.bucket)).toEqual(expected);
  const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket: place.bucket }));
  expect(Uploads).toEqual([]);
}

test('the run takes every step, and writes every object', () => {
  expect(new Set(allSteps)).toEqual(new Set([...allSteps, ...STEPS]));
  expect(Object.keys(expected).filter((key) => !key.startsWith('line/'))).toEqual([
    'all',
    'group/a',
    'group/b',
    'group/c',
  ]);
  expect(Object.keys(expected).filter((key) => key.startsWith('line/'))).toHaveLength(16);
});

test(
  'killed at each step in turn, the run ends as if nothing had happened',
  { timeout: 300_000 },
  async () => {
    const place = await newPlace();
    let kills = 0;
    // A process takes a second; `npm test` takes every other step.
    const steps = isLong ? STEPS : STEPS.filter((_, index) => index % 2 === 1);
    for (const step of steps) {
      const env = { NODE_OPTIONS: preload('kill-at-step.mjs'), KILL_AT_STEP: step };
      if ((await run(place, env)).signal === 'SIGKILL') kills++;
    }
    // A step may be behind the run already.
    expect(kills).toBeGreaterThan(steps.length / 2);
    await checkDone(place);
  },
);

test.runIf(isLong)('killed at random steps, again and again', { timeout: 3 * 3_600_000 }, async () => {
  const seed = Number(process.env['FLOWRUN_CRASH_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
  console.info(`FLOWRUN_CRASH_SEED=${seed}`);
  const random = randomNumbers(seed);
  let runs = 0;
  for (let kills = 0; kills < LONG_KILLS; runs++) {
    const place = await newPlace();
    const rounds = 1 + Math.floor(random() * 8);
    for (let round = 0; round < rounds; round++) {
      // Mostly early: a run that goes on has fewer steps to take.
      const count = 1 + Math.floor(random() * random() * allSteps.length);
      const env = { NODE_OPTIONS: preload('kill-at-step.mjs'), KILL_AT_COUNT: String(count) };
      const { signal } = await run(place, env);
      if (signal !== 'SIGKILL') break;
      kills++;
    }
    await checkDone(place);
    rmSync(place.cwd, { recursive: true });
    if (runs % 10 === 9) console.info(`${kills} kills in ${runs + 1} flows`);
  }
});

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
