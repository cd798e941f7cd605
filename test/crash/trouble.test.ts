/**
 * What is no crash, and no good day either: a stop in the middle of a part, a process that stands still for a minute, a
 * clock that jumps, a disk that is full. One object of several parts, written from one file.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { IS_LONG, Scene, preload } from './scene.ts';
import type { Place, Scenario } from './scene.ts';

const SCENARIO: Scenario = {
  files: {
    'in.ndjson': Array.from(
      { length: 14_000 },
      (_, n) => `${JSON.stringify({ n, text: String(n).padEnd(960, 'x') })}\n`,
    ).join(''),
  },
  outputs: ['out'],
  flow: (endpoint, bucket) => `define flow killed
flow
    define connector input from file with
        codec = "json", preprocessors = ["separate"], config = { "path": "in.ndjson" }
    end;
    define connector store from s3 with
        codec = "json", postprocessors = ["separate"],
        config = {
            "bucket": "${bucket('out')}", "endpoint": "${endpoint}", "region": "us-east-1",
            "on_stop": "suspend", "max_parts_in_flight": 1
        }
    end;
    define pipeline whole
    pipeline
        define script name script let $s3 = { "key": "all" }; event end;
        create script name;
        select event from in into name;
        select event from name into out;
    end;
    create connector input;
    create connector store;
    create pipeline whole;
    connect /connector/input to /pipeline/whole;
    connect /pipeline/whole to /connector/store;
end;
deploy flow killed;
`,
};

let scene: Scene;
/** Called for each part before the server takes it. */
let onPart: () => Promise<void> = () => Promise.resolve();

/** Called for each upload before the server begins it. */
let onCreate: () => void = () => undefined;

beforeAll(async () => {
  scene = await Scene.open(SCENARIO, {
    intercept: async ({ operation }) => {
      if (operation === 'UploadPart') await onPart();
      if (operation === 'CreateMultipartUpload') onCreate();
      return undefined;
    },
  });
});

afterAll(() => scene.close());

/** Starts the flow, and gives it a signal when its first part is on its way. */
async function startAndSignal(place: Place, signals: readonly NodeJS.Signals[], waitMs = 0) {
  let isFirst = true;
  const command = scene.start(place);
  onPart = async () => {
    if (!isFirst) return;
    isFirst = false;
    for (const [index, signal] of signals.entries()) {
      if (index > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
      command.kill(signal);
    }
  };
  try {
    return await command.ended;
  } finally {
    onPart = () => Promise.resolve();
  }
}

test('stopped in the middle of a part, it ends cleanly; the next run goes on with the same upload', async () => {
  const place = await scene.place();
  const { code, stderr } = await startAndSignal(place, ['SIGTERM']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(await scene.outputs(place)).toEqual({});
  const [open] = await scene.openUploads(place);
  const { steps } = await scene.trace(place);
  expect(await scene.outputs(place)).toEqual(scene.expected);
  expect(await scene.openUploads(place)).toEqual([]);
  expect(open).toMatchObject({ Key: 'all' });
  expect(steps).not.toContain('s3:create');
  expect(steps).toContain('s3:complete-done');
});

test.runIf(IS_LONG)(
  'stopped for a minute and let go again, it ends as if nothing had been',
  { timeout: 300_000 },
  async () => {
    const place = await scene.place();
    const { code, stderr } = await startAndSignal(place, ['SIGSTOP', 'SIGCONT'], 60_000);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(await scene.outputs(place)).toEqual(scene.expected);
    expect(await scene.openUploads(place)).toEqual([]);
  },
);

test('the clock jumps a day ahead, two days back, and so on', { timeout: 60_000 }, async () => {
  const place = await scene.place();
  const { code } = await scene.run(place, { NODE_OPTIONS: preload('jump-clock.mjs') });
  expect(code).toBe(0);
  expect(await scene.outputs(place)).toEqual(scene.expected);
  expect(await scene.openUploads(place)).toEqual([]);
});

test('killed with its clock ahead, before the answer to beginning an upload: that upload is found and removed', async () => {
  const place = await scene.place();
  const command = scene.start(place, { NODE_OPTIONS: preload('jump-clock.mjs') });
  onCreate = () => command.kill('SIGKILL');
  expect((await command.ended).signal).toBe('SIGKILL');
  onCreate = () => undefined;
  expect(await scene.openUploads(place)).toHaveLength(1);
  await scene.expectDone(place);
});

/** The state of an object is up to a part: room for less than that, at the first checkpoint or later. */
test.runIf(existsSync('/proc/self/fd')).each(IS_LONG ? [100, 300_000] : [300_000])(
  'the disk under the state is full after %i bytes: the flow ends with exit code 3, and goes on when there is room',
  { timeout: 60_000 },
  async (bytes) => {
    const place = await scene.place();
    const full = await scene.run(place, {
      NODE_OPTIONS: preload('fill-disk.mjs'),
      STATE_FOLDER: join(place.cwd, '.flowrun/state'),
      ROOM_BYTES: String(bytes),
    });
    expect(full.stderr).toContain('no space is left on the disk');
    expect(full.code).toBe(3);
    expect(await scene.outputs(place)).toEqual({});
    await scene.expectDone(place);
  },
);
