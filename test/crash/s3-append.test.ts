/**
 * `if_exists = "append"`: keys come back, in a run and in the next one; killed at each step, every event is in its
 * object exactly once, behind what was there.
 */
import { createHash } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCommand } from '../kit/command.ts';
import { IS_LONG, LONG_KILLS, Scene, preload } from './scene.ts';
import type { Place, Scenario } from './scene.ts';

/** A B A B … with objects of a few lines, and then `large`, which is larger than a part, twice. */
function input(run: number): string {
  const lines = Array.from({ length: 9_000 }, (_, n) => {
    const isSmall = n < 300 || (n >= 6_500 && n < 6_600);
    const key = isSmall ? ['a', 'b', 'new'][Math.floor(n / 7) % 3]! : 'large';
    return `${JSON.stringify({ key, run, n, text: isSmall ? '' : `${n}`.padEnd(960, 'x') })}\n`;
  });
  return lines.join('');
}

/** One is copied by S3, one is read; the others are not there. */
const BEFORE = { a: 'there before\n', large: 'a line that was there before\n'.repeat(190_000) };

const SCENARIO: Scenario = {
  files: { 'in.ndjson': input(1) },
  filled: { out: BEFORE },
  outputs: ['out'],
  adds: true,
  flow: (endpoint, bucket) => `define flow killed
flow
    define connector input from file with
        codec = "json", preprocessors = ["separate"], config = { "path": "in.ndjson" }
    end;
    define connector output from s3 with
        codec = "json", postprocessors = ["separate"],
        config = {
            "bucket": "${bucket('out')}", "if_exists": "append", "endpoint": "${endpoint}", "region": "us-east-1"
        }
    end;
    define pipeline keys
    pipeline
        define script name script let $s3 = { "key": event.key }; event end;
        create script name;
        select event from in into name;
        select event from name into out;
    end;
    create connector input;
    create connector output;
    create pipeline keys;
    connect /connector/input to /pipeline/keys;
    connect /pipeline/keys to /connector/output;
end;
deploy flow killed;
`,
};

const STEPS = [
  's3:create',
  's3:create-done',
  's3:journal-synced',
  's3:copy',
  's3:copy-done',
  's3:part',
  's3:part-done',
  's3:complete',
  's3:complete-done',
  's3:state-synced',
  'checkpoint:captured',
  'checkpoint:complete',
  'checkpoint:durable',
  'checkpoint:committed',
] as const;

let scene: Scene;

beforeAll(async () => void (scene = await Scene.open(SCENARIO)), 120_000);

afterAll(() => scene.close());

/** The second run has another input. */
function again(place: Place): void {
  writeFileSync(join(place.cwd, 'in.ndjson'), input(2));
  place.hasEnded = false;
}

test('the run takes every step, and appends to every object', () => {
  expect(new Set(scene.steps)).toEqual(new Set([...scene.steps, ...STEPS]));
  expect(scene.expected).toEqual(sumsOf(input(1)));
});

/** The hash of each object: its lines, behind what was there. */
function sumsOf(lines: string): Record<string, string> {
  const texts: Record<string, string> = Object.fromEntries(
    Object.entries(BEFORE).map(([key, text]) => [`out/${key}`, text]),
  );
  for (const line of lines.trimEnd().split('\n')) {
    const { key } = JSON.parse(line) as { readonly key: string };
    texts[`out/${key}`] = `${texts[`out/${key}`] ?? ''}${line}\n`;
  }
  return Object.fromEntries(
    Object.entries(texts).map(([name, text]) => [name, createHash('sha256').update(text).digest('hex')]),
  );
}

test(
  'killed at each step in turn, in two runs: every event is there once',
  { timeout: 300_000 },
  async () => {
    const place = await scene.place();
    // A process takes a second.
    const steps = IS_LONG ? STEPS : STEPS.filter((_, index) => index % 7 === 0);
    // A step may be behind the run already.
    expect(await scene.killAtEach(place, steps)).toBeGreaterThan(steps.length / 3);
    await scene.expectDone(place);
    again(place);
    const others = IS_LONG ? STEPS : STEPS.filter((_, index) => index % 7 === 2);
    expect(await scene.killAtEach(place, others)).toBeGreaterThan(others.length / 3);
    await scene.expectDone(place, sumsOf(input(1) + input(2)));
  },
);

test('a reset of the state forgets no upload that is open', { timeout: 120_000 }, async () => {
  const place = await scene.place();
  const env = { NODE_OPTIONS: preload('kill-at-step.mjs'), KILL_AT_STEP: 's3:part-done' };
  expect((await scene.run(place, env)).signal).toBe('SIGKILL');
  const reset = await runCommand(['state', 'reset', 'killed'], { cwd: place.cwd });
  expect(reset.stdout).toContain('  multipart uploads that it has left open are removed by its next start\n');
  expect(await scene.openUploads(place)).not.toEqual([]);
  expect((await scene.run(place)).code).toBe(0);
  expect(await scene.openUploads(place)).toEqual([]);
  expect(existsSync(join(place.cwd, '.flowrun/state/killed'))).toBe(false);
});

test.runIf(IS_LONG)('killed at random steps, again and again', { timeout: 3 * 3_600_000 }, async () => {
  await scene.killAtRandom(LONG_KILLS / 4);
});
