/** `s3_changes` with `after = "move"`: each object is copied once and moved once, wherever the run is killed. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { IS_LONG, LONG_KILLS, Scene } from './scene.ts';
import type { Scenario } from './scene.ts';

const OBJECTS = Object.fromEntries(
  Array.from({ length: 12 }, (_, n) => [`orders/${n}`, `{"n":${n},"line":0}\n{"n":${n},"line":1}\n`]),
);

/** Copies every object to one of its own, and all of them to one that stays open until the end. */
const SCENARIO: Scenario = {
  files: {},
  filled: { inbox: OBJECTS },
  outputs: ['inbox', 'outbox'],
  flow: (endpoint, bucket) => `define flow killed
flow
    define connector inbox from s3_changes with
        codec = "json", preprocessors = ["separate"],
        config = {
            "bucket": "${bucket('inbox')}", "prefix": "orders/", "emit": "content", "once": true,
            "after": "move", "move_to": "done/{name}", "endpoint": "${endpoint}", "region": "us-east-1"
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
    create connector inbox;
    create connector outbox;
    create pipeline copies;
    connect /connector/inbox to /pipeline/copies;
    connect /pipeline/copies to /connector/outbox;
end;
deploy flow killed;
`,
};

const STEPS = [
  'checkpoint:durable',
  'after:copied',
  'checkpoint:committed',
  'after:done',
  's3:put-done',
  'after:marked',
] as const;

let scene: Scene;
beforeAll(async () => {
  scene = await Scene.open(SCENARIO);
});
afterAll(() => scene.close());

test('the run takes every step, and leaves nothing where it has read', () => {
  expect(new Set(scene.steps)).toEqual(new Set([...scene.steps, ...STEPS]));
  const moved = Object.keys(OBJECTS).map((key) => `inbox/${key.replace('orders', 'done')}`);
  const copied = Object.keys(OBJECTS).map((key) => `outbox/${key}`);
  expect(Object.keys(scene.expected).sort()).toEqual([...moved, ...copied].sort());
});

test(
  'killed at each step in turn, everything is copied and moved as if nothing had happened',
  { timeout: 300_000 },
  async () => {
    const place = await scene.place();
    const steps = IS_LONG ? STEPS : STEPS.filter((_, index) => index % 2 === 0);
    expect(await scene.killAtEach(place, steps)).toBeGreaterThan(steps.length / 3);
    await scene.expectDone(place);
  },
);

test.runIf(IS_LONG)('killed at random steps, again and again', { timeout: 3_600_000 }, async () => {
  await scene.killAtRandom(LONG_KILLS / 8);
});
