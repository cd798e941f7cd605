import { execFileSync, spawn } from 'node:child_process';
import { chmod, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Checkpoint } from '../../../src/runtime/checkpoint/checkpoint.ts';
import { PIECE_BYTES, encodeCheckpoint } from '../../../src/runtime/checkpoint/checkpoint-file.ts';
import { createLocalStore } from '../../../src/runtime/checkpoint/local-store.ts';
import { fileName } from '../../../src/runtime/checkpoint/state-folder.ts';
import type { StateStore } from '../../../src/runtime/checkpoint/store.ts';
import { EnvironmentError, FlowFailure } from '../../../src/runtime/errors.ts';
import type { Value } from '../../../src/runtime/value/value.ts';
import { recordSink } from '../../kit/sink-context.ts';
import { tempFolder } from '../../kit/temp-folder.ts';

const OWNER = { flow: 'orders', instance: 'orders_de', file: '/flows/orders.flow' };

function storeIn(dir: string, owner = OWNER, logger = recordSink().context.logger): StateStore {
  return createLocalStore({ dir, isDefaultDir: false, owner, logger });
}

/** The folder of OWNER's state. */
const folderIn = (dir: string): string => join(dir, 'orders', 'orders_de');

function checkpoint(n: number, state: Value = n): Checkpoint {
  const none = { config: {}, preprocessors: null, postprocessors: null };
  return {
    savedAtMs: Date.UTC(2026, 10, 21, 14, 3, n),
    connectors: [{ name: 'lines', type: 'file', identity: none, position: { offset: n }, state: null }],
    pipelines: new Map([['main', new Map([['main/count', state]])]]),
  };
}

/** Saves these, one after the other, and closes the store. */
async function saveAll(dir: string, ...checkpoints: readonly Checkpoint[]): Promise<void> {
  const store = storeIn(dir);
  await store.load();
  for (const each of checkpoints) await store.save(each);
  await store.close();
}

async function loadFrom(dir: string): Promise<Checkpoint | null> {
  const store = storeIn(dir);
  try {
    return await store.load();
  } finally {
    await store.close();
  }
}

const problemOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => null,
    (error: unknown) => error,
  );

test('a new state is empty, and leaves nothing behind', async () => {
  const dir = await tempFolder();
  expect(await loadFrom(dir)).toBeNull();
  expect(await readdir(dir)).toEqual([]);
});

test('the newest checkpoint comes back; the one before it is kept', async () => {
  const dir = await tempFolder();
  await saveAll(dir, checkpoint(1), checkpoint(2), checkpoint(3));
  expect(await loadFrom(dir)).toEqual(checkpoint(3));
  expect((await readdir(folderIn(dir))).toSorted()).toEqual([
    '0000000002.checkpoint',
    '0000000003.checkpoint',
  ]);
  await saveAll(dir, checkpoint(4));
  expect(await loadFrom(dir)).toEqual(checkpoint(4));
});

/** About 1 MB. */
function large(n: number): Checkpoint {
  return checkpoint(
    n,
    Array.from({ length: 30_000 }, (_, key): Value => [[`key-${key}`], key, new Map([['sum', key]])]),
  );
}

test('a large state is made in pieces, and comes back', async () => {
  const encoded = encodeCheckpoint({ owner: OWNER, checkpoint: large(1) });
  const pieces = Array.from(encoded, ({ offset, bytes }) => ({ offset, length: bytes.length }));
  // The first line comes last.
  expect(pieces.pop()!.offset).toBe(0);
  const lengths = pieces.map(({ length }) => length);
  expect(lengths.length).toBeGreaterThan(2);
  // A little more than a piece: what was begun is ended.
  for (const length of lengths.slice(0, -1)) {
    expect(length).toBeGreaterThanOrEqual(PIECE_BYTES);
    expect(length).toBeLessThan(PIECE_BYTES + 100);
  }
  const dir = await tempFolder();
  await saveAll(dir, large(1));
  expect(await loadFrom(dir)).toStrictEqual(large(1));
});

test('a state that would be too large fails the flow', () => {
  const bytes = 600_000;
  const encoded = encodeCheckpoint({ owner: OWNER, checkpoint: large(1) }, bytes);
  let written = 0;
  expect(() => {
    for (const piece of encoded) written += piece.bytes.length;
  }).toThrow('the state of the flow cannot be saved: it would be larger than 1 GiB');
  expect(written).toBeLessThanOrEqual(bytes);
});

test('a flow that is ended by force while it saves leaves the checkpoint before', async () => {
  const dir = await tempFolder();
  const store = storeIn(dir);
  await store.load();
  await store.save(checkpoint(1));
  const end = new AbortController();
  const saving = problemOf(store.save(large(2), end.signal));
  end.abort();
  expect(await saving).not.toBeNull();
  expect(await readdir(folderIn(dir))).toEqual(['0000000001.checkpoint', 'lock']);
  await store.close();
  expect(await loadFrom(dir)).toEqual(checkpoint(1));
});

test('the state is given back when nothing is being written any more', async () => {
  const dir = await tempFolder();
  const store = storeIn(dir);
  await store.load();
  const saving = store.save(large(1));
  await store.close();
  expect(await readdir(folderIn(dir))).toEqual(['0000000001.checkpoint']);
  await saving;

  const next = storeIn(dir);
  await next.load();
  await mkdir(next.folder('lines'), { recursive: true });
  await writeFile(join(next.folder('lines'), 'a'), '');
  const removing = next.remove();
  await next.close();
  expect(await readdir(join(folderIn(dir), '..')).catch(() => [])).toEqual([]);
  await removing;
});

test('a removed state is gone with its files', async () => {
  const dir = await tempFolder();
  const store = storeIn(dir);
  await store.load();
  await store.save(checkpoint(1));
  await mkdir(store.folder('lines'), { recursive: true });
  await writeFile(join(store.folder('lines'), 'inventory'), 'x');
  await store.remove();
  await store.close();
  expect(await readdir(dir)).toEqual([]);
});

test('files of connectors do not outlive the checkpoints that refer to them', async () => {
  const dir = await tempFolder();
  await saveAll(dir, checkpoint(1));
  const store = storeIn(dir);
  const inventory = join(store.folder('lines'), 'inventory');
  await mkdir(store.folder('lines'), { recursive: true });
  await writeFile(inventory, 'x');
  await store.load();
  expect(await readFile(inventory, 'utf8')).toBe('x');
  await store.close();
  await rm(join(folderIn(dir), '0000000001.checkpoint'));
  expect(await loadFrom(dir)).toBeNull();
  await expect(readFile(inventory)).rejects.toThrow('ENOENT');
});

test('half a checkpoint and half a lock that killed processes left are not seen, and go', async () => {
  const dir = await tempFolder();
  await saveAll(dir, checkpoint(1));
  await writeFile(join(folderIn(dir), '0000000002.checkpoint.new'), 'flowrun che');
  await writeFile(join(folderIn(dir), 'lock.1b4e28ba'), '{}');
  expect(await loadFrom(dir)).toEqual(checkpoint(1));
  expect(await readdir(folderIn(dir))).toEqual(['0000000001.checkpoint']);
});

describe('a checkpoint that cannot be read', () => {
  const broken = async (change: (bytes: Buffer) => Buffer): Promise<unknown> => {
    const dir = await tempFolder();
    await saveAll(dir, checkpoint(1), checkpoint(2));
    const path = join(folderIn(dir), '0000000002.checkpoint');
    const bytes = change(await readFile(path));
    await writeFile(path, bytes);
    const problem = await problemOf(loadFrom(dir));
    // It is neither overwritten nor passed over.
    expect(await readFile(path)).toEqual(bytes);
    return problem;
  };

  test('is an error that names the file and says how to go on', async () => {
    const problem = await broken((bytes) => Buffer.concat([bytes, Buffer.from('x')]));
    expect(problem).toBeInstanceOf(EnvironmentError);
    const { message, help } = problem as EnvironmentError;
    expect(message).toMatch(/^the state `.*0000000002\.checkpoint` is damaged: its checksum is wrong$/);
    expect(help).toMatch(
      /^`flowrun state reset orders_de --state '?\S+'? --to-previous` goes back .*, `flowrun state reset orders_de --state \S+` to the beginning$/,
    );
  });

  test('a changed byte is noticed, wherever it is', async () => {
    const dir = await tempFolder();
    await saveAll(dir, checkpoint(1));
    const path = join(folderIn(dir), '0000000001.checkpoint');
    const bytes = await readFile(path);
    for (let at = 0; at < bytes.length; at++) {
      const changed = Buffer.from(bytes);
      changed[at]! ^= 1;
      await writeFile(path, changed);
      expect(await problemOf(loadFrom(dir)), `byte ${at}`).toBeInstanceOf(EnvironmentError);
    }
  });

  test('a missing end is noticed, however much is missing', async () => {
    const dir = await tempFolder();
    await saveAll(dir, checkpoint(1));
    const path = join(folderIn(dir), '0000000001.checkpoint');
    const bytes = await readFile(path);
    for (let length = 0; length < bytes.length; length += 7) {
      await writeFile(path, bytes.subarray(0, length));
      expect(await problemOf(loadFrom(dir)), `${length} bytes`).toBeInstanceOf(EnvironmentError);
    }
  });

  test('one of a newer flowrun says so', async () => {
    const problem = await broken((bytes) =>
      Buffer.from(bytes.toString('latin1').replace('checkpoint 1 ', 'checkpoint 2 '), 'latin1'),
    );
    expect((problem as Error).message).toContain(
      'was written by a newer flowrun (format 2; this one reads up to 1)',
    );
  });

  test('a file of somebody else says so', async () => {
    expect(((await broken(() => Buffer.from('{"my": "file"}\n'))) as Error).message).toContain(
      'is not a checkpoint of flowrun',
    );
  });
});

test('a state of another flow file of the same name is used, with a warning', async () => {
  const dir = await tempFolder();
  await saveAll(dir, checkpoint(1));
  const { context, logged } = recordSink();
  const store = storeIn(dir, { ...OWNER, file: '/flows/other.flow' }, context.logger);
  expect(await store.load()).toEqual(checkpoint(1));
  await store.close();
  expect(logged.map(({ message }) => message)).toEqual([
    expect.stringContaining('its state was saved by a flow in `/flows/orders.flow`'),
  ]);
});

describe('the lock', () => {
  test('two stores never work on one state', async () => {
    const dir = await tempFolder();
    const first = storeIn(dir);
    await first.load();
    const problem = await problemOf(storeIn(dir).load());
    expect(problem).toBeInstanceOf(EnvironmentError);
    expect((problem as Error).message).toContain(
      `flow \`orders_de\` is running already: process ${process.pid}`,
    );
    await first.close();
    expect(await loadFrom(dir)).toBeNull();
  });

  test('of many that start at once, one gets it', async () => {
    const dir = await tempFolder();
    await mkdir(folderIn(dir), { recursive: true });
    await leaveLock(dir, { pid: deadPid(), started: '1' });
    const stores = Array.from({ length: 8 }, () => storeIn(dir));
    const problems = await Promise.all(stores.map((store) => problemOf(store.load())));
    expect(problems.filter((problem) => problem === null)).toHaveLength(1);
    for (const store of stores) await store.close();
  });

  test.each([
    ['a process that is gone', (): object => ({ pid: deadPid(), started: '1' })],
    ['an earlier process of the same number', (): object => ({ pid: process.pid, started: '1' })],
    ['a process of an earlier start of the machine', (): object => ({ pid: 1, boot: 'another' })],
  ])('of %s is taken over', async (_who, holder) => {
    const dir = await tempFolder();
    await mkdir(folderIn(dir), { recursive: true });
    await leaveLock(dir, holder());
    expect(await loadFrom(dir)).toBeNull();
  });

  test('without its text, after a power cut, is taken over', async () => {
    const dir = await tempFolder();
    await mkdir(folderIn(dir), { recursive: true });
    await writeFile(join(folderIn(dir), 'lock'), '');
    expect(await loadFrom(dir)).toBeNull();
  });

  test('of another machine stands: nobody can tell from here', async () => {
    const dir = await tempFolder();
    await mkdir(folderIn(dir), { recursive: true });
    await leaveLock(dir, { host: 'elsewhere', boot: 'another' });
    const problem = (await problemOf(loadFrom(dir))) as EnvironmentError;
    expect(problem.message).toContain('on `elsewhere`');
    expect(problem.help).toContain(`remove \`${join(folderIn(dir), 'lock')}\``);
  });

  async function leaveLock(dir: string, holder: object): Promise<void> {
    const lock = { pid: process.pid, started: null, boot: null, host: hostname(), id: 'left', ...holder };
    await writeFile(join(folderIn(dir), 'lock'), JSON.stringify(lock));
  }

  /** The number of a process that has ended. */
  function deadPid(): number {
    return Number(execFileSync(process.execPath, ['-e', 'console.log(process.pid)'], { encoding: 'utf8' }));
  }

  test('of a process that runs stands', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    onTestFinished(() => void child.kill('SIGKILL'));
    const dir = await tempFolder();
    await mkdir(folderIn(dir), { recursive: true });
    await leaveLock(dir, { pid: child.pid });
    expect(((await problemOf(loadFrom(dir))) as Error).message).toContain(`process ${child.pid}`);
  });
});

test('a folder that cannot be made says why and what else there is', async () => {
  const dir = join(await tempFolder(), 'file');
  await writeFile(dir, '');
  const problem = (await problemOf(loadFrom(dir))) as EnvironmentError;
  expect(problem).toBeInstanceOf(EnvironmentError);
  expect(problem.message).toMatch(
    /^cannot open the state of flow `orders_de` in `.*`: a part of its path is a file/,
  );
  expect(problem.help).toBe('choose another folder with --state, or run without checkpoints with --no-state');
});

test.skipIf(process.getuid?.() === 0)(
  'a folder that may not be written ends the flow, and keeps what was saved',
  async () => {
    const dir = await tempFolder();
    const store = storeIn(dir);
    await store.load();
    await store.save(checkpoint(1));
    await chmod(folderIn(dir), 0o500);
    expect(((await problemOf(store.save(checkpoint(2)))) as Error).message).toContain('permission denied');
    await chmod(folderIn(dir), 0o700);
    await store.close();
    expect(await loadFrom(dir)).toEqual(checkpoint(1));
  },
);

test('a folder that was deleted while the flow ran is an error', async () => {
  const dir = await tempFolder();
  const store = storeIn(dir);
  await store.load();
  await rm(folderIn(dir), { recursive: true });
  const problem = (await problemOf(store.save(checkpoint(1)))) as EnvironmentError;
  expect(problem.message).toContain('it was removed while the flow was running');
  await store.close();
});

test('a state without a text fails the flow, not the store', async () => {
  let deep: Value = 1;
  for (let depth = 0; depth < 1_100; depth++) deep = [deep];
  const dir = await tempFolder();
  const store = storeIn(dir);
  await store.load();
  const problem = await problemOf(store.save(checkpoint(1, deep)));
  expect(problem).toBeInstanceOf(FlowFailure);
  expect((problem as Error).message).toMatch(/^the state of pipeline `main` cannot be saved: more than 1000/);
  await store.close();
});

test.each([
  ['orders', 'orders'],
  ['..', '%2e%2e'],
  ['a/b\\c', 'a%2fb%5cc'],
  ['ä b', '%c3%a4%20b'],
  ['', '%'],
])('the name %s stays inside its folder as %s', (name, expected) => {
  expect(fileName(name)).toBe(expected);
});

test('long names stay different', () => {
  const names = ['a', 'b'].map((end) => fileName('x'.repeat(300) + end));
  expect(new Set(names).size).toBe(2);
  expect(Math.max(...names.map((name) => name.length))).toBeLessThan(200);
});
