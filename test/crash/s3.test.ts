/**
 * The real command, writing to the local S3 through the real SDK, killed with SIGKILL before and after every kind of
 * request and of state that is written, and started again until it is done: the objects are those of an undisturbed run,
 * and no upload is left open.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { IS_LONG, LONG_KILLS, Scene } from './scene.ts';
import type { Scenario } from './scene.ts';

/** One source, four sinks: one key for all lines, keys that come back, a key for each of some lines, and what windows count. */
const FLOW: Scenario['flow'] = (endpoint, bucket) => `define flow killed
flow
    define connector input from file with
        codec = "json", preprocessors = ["separate"], config = { "path": "in.ndjson" }
    end;
    define connector store from s3 with
        codec = "json", postprocessors = ["separate"],
        config = { "bucket": "${bucket('out')}", "endpoint": "${endpoint}", "region": "us-east-1" }
    end;
    define connector packed from s3 with
        codec = "json", postprocessors = ["separate", "compress"],
        config = { "bucket": "${bucket('out')}", "endpoint": "${endpoint}", "region": "us-east-1" }
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

    define pipeline windows
    pipeline
        define window some from tumbling with size = 70 end;
        define script name
        script
            let $s3 = { "key": "windows" };
            event
        end;
        create script name;
        select { "group": group[0], "count": aggr::stats::count(), "mean": aggr::stats::mean(event.n) }
        from in[some] group by event.group into name;
        select event from name into out;
    end;

    create connector input;
    create connector all from store;
    create connector some from store;
    create connector lines from packed;
    create connector counted from store;
    create pipeline whole;
    create pipeline groups;
    create pipeline lines;
    create pipeline windows;
    connect /connector/input to /pipeline/whole;
    connect /connector/input to /pipeline/groups;
    connect /connector/input to /pipeline/lines;
    connect /connector/input to /pipeline/windows;
    connect /pipeline/whole to /connector/all;
    connect /pipeline/groups to /connector/some;
    connect /pipeline/lines to /connector/lines;
    connect /pipeline/windows to /connector/counted;
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

let scene: Scene;

beforeAll(async () => {
  scene = await Scene.open({ flow: FLOW, files: { 'in.ndjson': INPUT }, outputs: ['out'] });
});

afterAll(() => scene.close());

test('the run takes every step, and writes every object', () => {
  expect(new Set(scene.steps)).toEqual(new Set([...scene.steps, ...STEPS]));
  const keys = Object.keys(scene.expected);
  expect(keys.filter((key) => !key.startsWith('out/line/'))).toEqual([
    'out/all',
    'out/group/a',
    'out/group/b',
    'out/group/c',
    'out/windows',
  ]);
  expect(keys.filter((key) => key.startsWith('out/line/'))).toHaveLength(16);
});

test(
  'killed at each step in turn, the run ends as if nothing had happened',
  { timeout: 300_000 },
  async () => {
    const place = await scene.place();
    // A process takes a second; `npm test` takes every third step.
    const steps = IS_LONG ? STEPS : STEPS.filter((_, index) => index % 3 === 1);
    // A step may be behind the run already.
    expect(await scene.killAtEach(place, steps)).toBeGreaterThan(steps.length / 2);
    await scene.expectDone(place);
  },
);

test.runIf(IS_LONG)('killed at random steps, again and again', { timeout: 3 * 3_600_000 }, async () => {
  await scene.killAtRandom(LONG_KILLS / 2);
});
