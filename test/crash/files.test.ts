/**
 * The real command, killed with SIGKILL at every named step on the way to durability and started again: what it writes is
 * byte for byte what an undisturbed run writes.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test } from 'vitest';
import { runCommand } from '../kit/command.ts';
import type { CommandResult } from '../kit/command.ts';
import { tempFolder } from '../kit/temp-folder.ts';

const preload = (name: string): string => `--import=${fileURLToPath(new URL(name, import.meta.url))}`;

/** Numbers every event, and copies it to a plain file, to a compressed one and behind what is in a third. */
const FLOW = `define flow numbers
flow
    define connector input from file with
        codec = "json", preprocessors = ["separate"], config = { "path": "in.ndjson" }
    end;
    define connector plain from file with
        codec = "json", postprocessors = ["separate"], config = { "path": "plain.ndjson", "mode": "write" }
    end;
    define connector packed from file with
        codec = "json", postprocessors = ["separate", "compress"], config = { "path": "packed.gz", "mode": "write" }
    end;
    define connector added from file with
        codec = "json", postprocessors = ["separate"], config = { "path": "added.ndjson", "mode": "append" }
    end;
    define pipeline number
    pipeline
        define script count
        state {"n": 0, "last": null}
        script
            let state.n = state.n + 1;
            let before = state.last;
            let state.last = event;
            {"n": state.n, "event": event, "before": before}
        end;
        create script count;
        select event from in into count;
        select event from count into out;
    end;
    create connector input;
    create connector plain;
    create connector packed;
    create connector added;
    create pipeline number;
    connect /connector/input to /pipeline/number;
    connect /pipeline/number to /connector/plain;
    connect /pipeline/number to /connector/packed;
    connect /pipeline/number to /connector/added;
end;
deploy flow numbers;
`;

/** `npm run test:crash`: more kills, at more places. */
const IS_LONG = process.env['FLOWRUN_CRASH'] === 'long';

/** Some batches, with blanks that have to stay as they are. */
const INPUT = Array.from(
  { length: 12_000 },
  (_, n) => `{ "id":${n},  "price": ${n}.50, "text": "line ${n}" }\n`,
).join('');

const OUTPUTS = ['plain.ndjson', 'packed.gz', 'added.ndjson'];

/** Puts flow and input into a folder. */
function fill(cwd: string): void {
  writeFileSync(join(cwd, 'numbers.flow'), FLOW);
  writeFileSync(join(cwd, 'in.ndjson'), INPUT);
  writeFileSync(join(cwd, 'added.ndjson'), 'was here before\n');
}

/** Checkpoints as often as can be, so that many cuts lie inside the file. */
function run(cwd: string, env: Record<string, string> = {}): Promise<CommandResult> {
  return runCommand(['numbers.flow', '--checkpoint-interval', '1ms', '--quiet'], { cwd, env });
}

const outputsIn = (cwd: string): string[] => OUTPUTS.map((name) => readFileSync(join(cwd, name), 'base64'));

/** Every step of a run, as it comes. */
const STEPS = [
  'checkpoint:captured',
  'file:fsynced',
  'checkpoint:complete',
  'store:written',
  'store:fsynced',
  'store:renamed',
  'checkpoint:durable',
  'checkpoint:committed',
] as const;

/** At which occurrence of a step a run is killed. The first is there in every run, however little is left to do. */
const COUNTS = IS_LONG ? [1, 2, 3] : [1];

/** Those that get their turn: `npm test` takes every other one, as a process takes a second. */
const TURNS = IS_LONG ? STEPS : STEPS.filter((_, index) => index % 2 === 0);

/** So often each step gets its turn. */
const ROUNDS = IS_LONG ? 3 : 1;

let expected: string[] = [];
const stepsTaken = new Set<string>();

beforeAll(async () => {
  const cwd = mkdtempSync(join(tmpdir(), 'flowrun-crash-'));
  try {
    fill(cwd);
    const stepsFile = join(cwd, 'steps');
    const { code, stderr } = await run(cwd, {
      NODE_OPTIONS: preload('list-steps.mjs'),
      STEPS_FILE: stepsFile,
    });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expected = outputsIn(cwd);
    for (const step of readFileSync(stepsFile, 'utf8').trimEnd().split('\n')) stepsTaken.add(step);
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
});

test('no step is missing here', () => {
  expect(stepsTaken).toEqual(new Set([...STEPS, 'store:removed']));
});

test.each(COUNTS)(
  'a flow that is killed at each step in turn, at its occurrence %i, ends as if nothing had happened',
  { timeout: 300_000 },
  async (count) => {
    const cwd = await tempFolder();
    fill(cwd);
    let kills = 0;
    let isDone = false;
    for (const step of Array.from({ length: ROUNDS }, () => TURNS).flat()) {
      const { code, signal } = await run(cwd, {
        NODE_OPTIONS: preload('kill-at-step.mjs'),
        KILL_AT_STEP: step,
        KILL_AT_COUNT: String(count),
      });
      isDone = code === 0;
      if (isDone) break;
      expect(signal).toBe('SIGKILL');
      kills++;
    }
    // A new flow has two checkpoints for sure, the first and the last one; one that goes on has the last one.
    expect(kills).toBeGreaterThanOrEqual([0, ROUNDS * TURNS.length, 1, 0][count]!);
    if (!isDone) {
      const { code, stderr } = await run(cwd);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    }
    expect(outputsIn(cwd)).toEqual(expected);
    expect(existsSync(join(cwd, '.flowrun/state/numbers'))).toBe(false);
  },
);

test('killed when its state has just been removed: the job is done, and the next run does it again', async () => {
  const cwd = await tempFolder();
  fill(cwd);
  const env = { NODE_OPTIONS: preload('kill-at-step.mjs'), KILL_AT_STEP: 'store:removed' };
  expect((await run(cwd, env)).signal).toBe('SIGKILL');
  expect(outputsIn(cwd)).toEqual(expected);
});

test('a state that can no longer be written ends the flow with exit code 3, and nothing is lost', async () => {
  const cwd = await tempFolder();
  fill(cwd);
  const folder = join(cwd, '.flowrun/state/numbers/numbers');
  const env = { NODE_OPTIONS: preload('break-state.mjs'), STATE_FOLDER: folder, BREAK_AT: '2' };
  const broken = await run(cwd, env);
  expect(broken.stderr).toMatch(
    /^error: cannot save the state of flow `numbers` in `\.flowrun\/state\/numbers\/numbers`: .*\n {2}= help: mend this and start the flow again: it goes on from its last checkpoint\n$/,
  );
  expect(broken.code).toBe(3);
  rmSync(join(folder, '0000000002.checkpoint.new'), { recursive: true });
  expect((await run(cwd)).code).toBe(0);
  expect(outputsIn(cwd)).toEqual(expected);
});
