import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { TakenJournal } from '../../src/connectors/s3/changes/after/journal.ts';
import { createLocalStore } from '../../src/runtime/checkpoint/local-store.ts';
import type { StateStore } from '../../src/runtime/checkpoint/store.ts';
import { runCommand } from '../kit/command.ts';
import { recordSink } from '../kit/sink-context.ts';
import { tempFolder } from '../kit/temp-folder.ts';

const FLOW = `define flow orders
flow
    define connector lines from file with
        codec = "json", preprocessors = ["separate"], config = { "path": "in.ndjson" }
    end;
    define connector out from file with
        codec = "json", postprocessors = ["separate"], config = { "path": "out.ndjson", "mode": "write" }
    end;
    define pipeline main
    pipeline
        define script count state 0 script let state = state + 1; event end;
        create script count;
        select event from in into count;
        select event from count into out;
    end;
    create connector lines;
    create connector out;
    create pipeline main;
    connect /connector/lines to /pipeline/main;
    connect /pipeline/main to /connector/out;
end;
deploy flow orders;
`;

const LINES = ['{"n":1}\n', '{"n":2}\n', '{"n":3}\n'];
const OWNER = { flow: 'orders', instance: 'orders', file: '' };

function storeIn(cwd: string, dir = '.flowrun/state'): StateStore {
  const { logger } = recordSink().context;
  return createLocalStore({ dir: join(cwd, dir), isDefaultDir: true, owner: OWNER, logger });
}

/** A folder in which FLOW was killed after each of the first two lines, at checkpoints 1 and 2. */
async function killed(dir?: string): Promise<string> {
  const cwd = await tempFolder();
  writeFileSync(join(cwd, 'orders.flow'), FLOW);
  writeFileSync(join(cwd, 'in.ndjson'), LINES.join(''));
  // Half of the third line is what the killed process wrote last.
  writeFileSync(join(cwd, 'out.ndjson'), `${LINES[0]}${LINES[1]}{"n":`);
  const reads = [{ name: 'separate', config: { separator: '\n', max_line_bytes: 67_108_864 } }];
  const writes = [{ name: 'separate', config: { separator: '\n' } }];
  const head = { bytes: 0, sha256: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855' };
  const store = storeIn(cwd, dir);
  await store.load();
  for (const lines of [1, 2]) {
    const bytes = 8 * lines;
    await store.save({
      savedAtMs: Date.UTC(2026, 10, 21, 14, 3, lines),
      connectors: [
        {
          name: 'lines',
          type: 'file',
          identity: {
            config: { path: 'in.ndjson', mode: 'read' },
            preprocessors: reads,
            postprocessors: null,
          },
          position: { offset: bytes, skipEvents: 0, device: 1, inode: 1, head },
          state: null,
        },
        {
          name: 'out',
          type: 'file',
          identity: {
            config: { path: 'out.ndjson', mode: 'write' },
            preprocessors: null,
            postprocessors: writes,
          },
          position: null,
          state: { offset: bytes, encoder: null },
        },
      ],
      pipelines: new Map([['main', new Map([['main/count', lines]])]]),
    });
  }
  await store.close();
  return cwd;
}

const output = (cwd: string): string => readFileSync(join(cwd, 'out.ndjson'), 'utf8');

describe('flowrun', () => {
  test('goes on where a killed process was, says from where, and forgets when it is done', async () => {
    const cwd = await killed();
    const { code, stderr } = await runCommand(['orders.flow'], { cwd });
    expect(stderr).toContain(
      'info: orders: going on from the checkpoint of 2026-11-21 14:03:02 UTC: lines at byte 16 of `in.ndjson`; out at 16 bytes of `out.ndjson`',
    );
    expect(stderr).toMatch(/lines {2}1 event in/);
    expect(code).toBe(0);
    expect(output(cwd)).toBe(LINES.join(''));
    expect(existsSync(join(cwd, '.flowrun/state/orders'))).toBe(false);
  });

  test('--no-state starts from the beginning, and leaves what was saved alone', async () => {
    const cwd = await killed();
    const { code, stderr } = await runCommand(['orders.flow', '--no-state'], { cwd });
    expect(stderr).toMatch(/lines {2}3 events in/);
    expect(code).toBe(0);
    expect(output(cwd)).toBe(LINES.join(''));
    expect(readdirSync(join(cwd, '.flowrun/state/orders/orders'))).toHaveLength(2);
  });

  test('--state names the folder', async () => {
    const cwd = await killed('elsewhere');
    const { stderr } = await runCommand(['orders.flow', '--state', 'elsewhere'], { cwd });
    expect(stderr).toMatch(/lines {2}1 event in/);
    expect(output(cwd)).toBe(LINES.join(''));
  });

  test('a changed flow is an error that says how to go on, exit 3', async () => {
    const cwd = await killed();
    writeFileSync(join(cwd, 'orders.flow'), FLOW.replace('in.ndjson', 'new.ndjson'));
    const { code, stderr } = await runCommand(['orders.flow'], { cwd });
    expect(stderr).toBe(
      'error: flow `orders` cannot go on from its checkpoint of 2026-11-21 14:03:02 UTC: connector `lines` has changed: its ' +
        '`path` was `"in.ndjson"` and is `"new.ndjson"`; saved is: byte 16 of `in.ndjson`\n' +
        '  = help: undo the change, or forget what was saved of `lines` with `flowrun state reset orders --connector lines`, ' +
        'or of the whole flow with `flowrun state reset orders`\n',
    );
    expect(code).toBe(3);
  });

  test('a state folder that cannot be had exits with 3', async () => {
    const cwd = await killed();
    const { code, stderr } = await runCommand(['orders.flow', '--state', 'in.ndjson'], { cwd });
    expect(stderr).toMatch(
      /^error: cannot open the state of flow `orders` in `in\.ndjson\/orders\/orders`: .*\n {2}= help: /,
    );
    expect(code).toBe(3);
  });

  test('an interval that is none exits with 2', async () => {
    const cwd = await killed();
    const { code, stderr } = await runCommand(['orders.flow', '--checkpoint-interval', '5'], { cwd });
    expect(stderr).toContain('`--checkpoint-interval 5` is no time');
    expect(code).toBe(2);
  });
});

const HEAD =
  /^orders: checkpoint (\d) of 2026-11-21 14:03:0(\d) UTC, \d+ B, in \.flowrun\/state\/orders\/orders$/;
const DETAILS = [
  '  lines  byte 16 of `in.ndjson`',
  '  out    16 bytes of `out.ndjson`',
  '  main   state of `main/count`',
  '',
];

test('state list: a line for each flow', async () => {
  const { code, stdout } = await runCommand(['state', 'list'], { cwd: await killed() });
  expect(stdout.trimEnd()).toMatch(HEAD);
  expect(code).toBe(0);
});

test.each([['orders'], ['orders/orders'], ['.flowrun/state/orders/orders']])(
  'state show %s',
  async (name) => {
    const { code, stdout } = await runCommand(['state', 'show', name], { cwd: await killed() });
    const [head, ...details] = stdout.split('\n');
    expect(head).toMatch(HEAD);
    expect(details).toEqual(DETAILS);
    expect(code).toBe(0);
  },
);

test('state show without anything saved says so; of an unknown flow it is an error', async () => {
  const cwd = await tempFolder();
  expect(await runCommand(['state', 'show'], { cwd })).toMatchObject({
    code: 0,
    stdout: '',
    stderr: 'nothing is saved in `.flowrun/state`\n',
  });
  const unknown = await runCommand(['state', 'show', 'odrers'], { cwd: await killed() });
  expect(unknown).toMatchObject({
    code: 2,
    stderr:
      'error: nothing is saved of a flow `odrers` in `.flowrun/state`\n' +
      '  = help: there is something of `orders`; --state says where else to look\n',
  });
});

test('state export: JSON with everything', async () => {
  const { stdout } = await runCommand(['state', 'export', 'orders'], { cwd: await killed() });
  expect(JSON.parse(stdout)).toMatchObject({
    flow: 'orders',
    number: 2,
    saved_at: '2026-11-21T14:03:02.000Z',
    connectors: [
      { name: 'lines', position: { offset: 16 } },
      { name: 'out', state: { offset: 16 } },
    ],
    pipelines: { main: { 'main/count': 2 } },
  });
});

test('state show and state reset tell what a connector keeps beside its position', async () => {
  const cwd = await tempFolder();
  const store = storeIn(cwd);
  await store.load();
  const folder = store.folder('inbox');
  await mkdir(folder, { recursive: true });
  const journal = await TakenJournal.open(folder, null, 1);
  journal.add({ key: 'a', etag: 'e', size: 1, lastModifiedMs: 2, versionId: null });
  await journal.flush();
  await store.save({
    savedAtMs: Date.UTC(2026, 10, 21),
    connectors: [
      {
        name: 'inbox',
        type: 's3_changes',
        identity: { config: { bucket: 'in', prefix: '' }, preprocessors: null, postprocessors: null },
        position: { poll: 1, seen: null, current: null, lastPoll: null, taken: journal.position },
        state: null,
      },
    ],
    pipelines: new Map(),
  });
  await journal.close();
  await store.close();
  const told = '  inbox  0 keys of `s3://in/`; ';
  for (const command of [
    ['state', 'show'],
    ['state', 'reset', 'orders', '--dry-run'],
  ]) {
    const { stdout } = await runCommand(command, { cwd });
    expect(stdout.split('\n')[1]).toBe(`${told}1 object waits for \`after\``);
  }
  // What cannot be read is no reason to tell nothing, or not to reset.
  await mkdir(join(folder, 'after-failed'));
  const { stdout, code } = await runCommand(['state', 'reset', 'orders'], { cwd });
  expect(stdout).toContain(`${told}what it keeps in \``);
  expect(code).toBe(0);
  expect(readdirSync(join(cwd, '.flowrun/state'))).toEqual([]);
});

describe('state reset', () => {
  test('--dry-run only says what would be forgotten', async () => {
    const cwd = await killed();
    const { code, stdout } = await runCommand(['state', 'reset', 'orders', '--dry-run'], { cwd });
    expect(stdout.split('\n')).toEqual([
      'orders: would forget everything; it starts from the beginning',
      ...DETAILS,
    ]);
    expect(code).toBe(0);
    expect(readdirSync(join(cwd, '.flowrun/state/orders/orders'))).toHaveLength(2);
  });

  test('forgets everything', async () => {
    const cwd = await killed();
    const { stdout } = await runCommand(['state', 'reset', 'orders'], { cwd });
    expect(stdout).toMatch(/^orders: forgot everything; it starts from the beginning\n/);
    expect(readdirSync(join(cwd, '.flowrun/state'))).toEqual([]);
  });

  test('--connector forgets one; the others go on', async () => {
    const cwd = await killed();
    const { stdout } = await runCommand(['state', 'reset', 'orders', '--connector', 'lines'], { cwd });
    expect(stdout).toBe(
      'orders: forgot `lines`; it starts from the beginning, the others go on\n  lines  byte 16 of `in.ndjson`\n',
    );
    await runCommand(['orders.flow'], { cwd });
    expect(output(cwd)).toBe([LINES[0], LINES[1], ...LINES].join(''));
  });

  test('--to-previous goes back to the checkpoint before the last one, once', async () => {
    const cwd = await killed();
    const args = ['state', 'reset', 'orders', '--to-previous'];
    expect((await runCommand(args, { cwd })).stdout).toBe(
      'orders: forgot checkpoint 2; it goes on from checkpoint 1 of 2026-11-21 14:03:01 UTC\n',
    );
    expect((await runCommand(args, { cwd })).stderr).toContain('there is no other checkpoint of `orders`');
    await runCommand(['orders.flow'], { cwd });
    expect(output(cwd)).toBe(LINES.join(''));
  });

  test('an unknown connector changes nothing', async () => {
    const cwd = await killed();
    const { code, stderr } = await runCommand(['state', 'reset', 'orders', '--connector', 'line'], { cwd });
    expect(stderr).toContain('nothing is saved of a connector `line` of `orders`');
    expect(stderr).toContain('there is something of `lines`, `out`');
    expect(code).toBe(2);
  });

  test('a damaged state is shown as such, not used, and can be reset', async () => {
    const cwd = await killed();
    const file = join(cwd, '.flowrun/state/orders/orders/0000000002.checkpoint');
    writeFileSync(file, readFileSync(file).subarray(0, 300));
    const shown = await runCommand(['state', 'show'], { cwd });
    expect(shown.stdout).toContain('checkpoint 2 is damaged: its checksum is wrong');
    const run = await runCommand(['orders.flow'], { cwd });
    expect(run.stderr).toContain(
      'error: the state `.flowrun/state/orders/orders/0000000002.checkpoint` is damaged: its checksum is wrong\n' +
        '  = help: `flowrun state reset orders --to-previous` goes back to the checkpoint before it, ' +
        '`flowrun state reset orders` to the beginning',
    );
    expect(run.code).toBe(3);
    await runCommand(['state', 'reset', 'orders', '--to-previous'], { cwd });
    expect((await runCommand(['orders.flow'], { cwd })).code).toBe(0);
    expect(output(cwd)).toBe(LINES.join(''));
  });

  test('the state of a running flow can be shown, not reset, nor used by another', async () => {
    const cwd = await killed();
    const store = storeIn(cwd);
    await store.load();
    const shown = await runCommand(['state', 'list'], { cwd });
    expect(shown.stdout).toContain(`; process ${process.pid} is running it`);
    for (const args of [['state', 'reset', 'orders'], ['orders.flow']]) {
      const { code, stderr } = await runCommand(args, { cwd });
      expect(stderr).toMatch(
        /^error: flow `orders` is running already: process \d+ on `.*` works on its state in/,
      );
      expect(code).toBe(3);
    }
    await store.close();
    expect(output(cwd)).toBe(`${LINES[0]}${LINES[1]}{"n":`);
  });
});
