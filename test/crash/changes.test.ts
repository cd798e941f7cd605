/** `s3_changes` to `s3`: each object of a bucket is read once and written once, wherever the run is killed. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { IS_LONG, LONG_KILLS, Scene, preload } from './scene.ts';
import type { Scenario } from './scene.ts';

const LINES = 40;

const textOf = (name: string, version = 1): string =>
  Array.from({ length: LINES }, (_, line) => `${JSON.stringify({ name, version, line })}\n`).join('');

const OBJECTS = Object.fromEntries(
  Array.from({ length: 25 }, (_, n) => `orders/${String(n).padStart(2, '0')}.ndjson`).map((key) => [
    key,
    textOf(key),
  ]),
);

/** Copies every object of `inbox`, and gathers the first line of each in one object. */
const SCENARIO: Scenario = {
  files: {},
  filled: { inbox: OBJECTS },
  outputs: ['outbox'],
  flow: (endpoint, bucket) => `define flow killed
flow
    define connector inbox from s3_changes with
        codec = "json", preprocessors = ["separate"],
        config = {
            "bucket": "${bucket('inbox')}", "prefix": "orders/", "emit": "content", "once": true,
            "endpoint": "${endpoint}", "region": "us-east-1"
        }
    end;
    define connector outbox from s3 with
        codec = "json", postprocessors = ["separate"],
        config = { "bucket": "${bucket('outbox')}", "endpoint": "${endpoint}", "region": "us-east-1" }
    end;
    define pipeline copies
    pipeline
        define script same_key script let $s3 = { "key": $s3_changes.key }; event end;
        create script same_key;
        select event from in into same_key;
        select event from same_key into out;
    end;
    define pipeline gather
    pipeline
        define script one_key script let $s3 = { "key": "first-lines" }; event end;
        create script one_key;
        select event from in where event.line == 0 into one_key;
        select event from one_key into out;
    end;
    create connector inbox;
    create connector copies from outbox;
    create connector gathered from outbox;
    create pipeline copies;
    create pipeline gather;
    connect /connector/inbox to /pipeline/copies;
    connect /connector/inbox to /pipeline/gather;
    connect /pipeline/copies to /connector/copies;
    connect /pipeline/gather to /connector/gathered;
end;
deploy flow killed;
`,
};

/** What a run takes that is about the bucket it reads, and the checkpoints. */
const STEPS = [
  'inventory:synced',
  'checkpoint:captured',
  's3:put',
  's3:put-done',
  'checkpoint:complete',
  'checkpoint:durable',
  'inventory:finished',
  'checkpoint:committed',
] as const;

let scene: Scene;

beforeAll(async () => {
  scene = await Scene.open(SCENARIO);
});

afterAll(() => scene.close());

test('the run takes every step, and copies every object', () => {
  expect(new Set(scene.steps)).toEqual(new Set([...scene.steps, ...STEPS]));
  const hashes = Object.entries(OBJECTS).map(([key, text]) => [`outbox/${key}`, hashOf(text)] as const);
  expect(scene.expected).toMatchObject(Object.fromEntries(hashes));
  expect(Object.keys(scene.expected)).toHaveLength(hashes.length + 1);
});

test(
  'killed at each step in turn, every object is written once; what changes afterwards is read by the next run, and only that',
  { timeout: 300_000 },
  async () => {
    const place = await scene.place();
    const steps = IS_LONG ? STEPS : STEPS.filter((_, index) => index % 3 === 1);
    expect(await scene.killAtEach(place, steps)).toBeGreaterThan(steps.length / 2);
    await scene.expectDone(place);

    const key = 'orders/07.ndjson';
    await scene.put(place, 'inbox', { [key]: textOf(key, 2) });
    await scene.killAtEach(place, steps.slice(0, 2));
    const { code, stderr } = await scene.run(place);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const outputs = await scene.outputs(place);
    expect(outputs[`outbox/${key}`]).toBe(hashOf(textOf(key, 2)));
    const others = Object.keys(outputs).filter((name) => name.includes('orders/') && !name.includes(key));
    for (const name of others) expect(outputs[name]).toBe(scene.expected[name]);
    expect(await scene.openUploads(place)).toEqual([]);
  },
);

test.runIf(existsSync('/proc/self/fd'))(
  'the disk under the state is full: exit code 3, and nothing is lost or doubled',
  async () => {
    const place = await scene.place();
    const full = await scene.run(place, {
      NODE_OPTIONS: preload('fill-disk.mjs'),
      STATE_FOLDER: join(place.cwd, '.flowrun/state'),
      ROOM_BYTES: '2000',
    });
    expect(full.stderr).toContain('no space is left on the disk');
    expect(full.code).toBe(3);
    await scene.expectDone(place);
  },
);

test.runIf(IS_LONG)('killed at random steps, again and again', { timeout: 3 * 3_600_000 }, async () => {
  await scene.killAtRandom(LONG_KILLS / 4);
});

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
