import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, open, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { fileSettings } from '../../../src/connectors/file/settings.ts';
import { createFileSource } from '../../../src/connectors/file/source.ts';
import { EnvironmentError } from '../../../src/runtime/api.ts';
import type { Source, Value } from '../../../src/runtime/api.ts';
import { readAll, sourceConformance, valuesOf } from '../../kit/connector-conformance.ts';
import { sourceContext } from '../../kit/source-context.ts';
import { tempFolder } from '../../kit/temp-folder.ts';

sourceConformance('file', {
  async open(input, context) {
    const baseDir = await tempFolder();
    await writeFile(join(baseDir, 'in.txt'), input.map((line) => `${line}\n`).join(''));
    return createFileSource(fileSettings.parse({ path: 'in.txt' }), { ...context, baseDir });
  },
  canRewind: true,
  maxReadAhead: 256 * 1024,
});

sourceConformance('file, gzip', {
  async open(input, context) {
    const baseDir = await tempFolder();
    await writeFile(join(baseDir, 'in.txt'), gzipSync(input.map((line) => `${line}\n`).join('')));
    return createFileSource(fileSettings.parse({ path: 'in.txt' }), { ...context, baseDir });
  },
  canRewind: true,
  maxReadAhead: 256 * 1024,
});

/** A source over a file that holds `content`. */
async function sourceOf(content: string | Uint8Array, path = 'in.txt'): Promise<Source> {
  const baseDir = await tempFolder();
  await writeFile(join(baseDir, path), content);
  return createFileSource(fileSettings.parse({ path }), sourceContext({ baseDir }));
}

async function linesOf(content: string | Uint8Array, path?: string): Promise<readonly Value[]> {
  const source = await sourceOf(content, path);
  const lines = valuesOf(await readAll(source));
  await source.close();
  return lines;
}

describe('lines', () => {
  test.each([
    ['', []],
    ['one\ntwo\n', ['one', 'two']],
    ['one\ntwo', ['one', 'two']],
    ['one\r\ntwo\r\n', ['one', 'two']],
    ['\x1f', ['\x1f']],
  ])('%j', async (content, expected) => {
    expect(await linesOf(content)).toEqual(expected);
  });

  test('that cross the blocks in which a file is read', async () => {
    const lines = Array.from({ length: 50 }, (_, n) => `${n}`.repeat(30_001));
    expect(await linesOf(lines.join('\n'))).toEqual(lines);
  });
});

describe('gzip', () => {
  test.each(['in.txt.gz', 'in.txt'])('is recognised in %s', async (path) => {
    expect(await linesOf(gzipSync('one\ntwo\n'), path)).toEqual(['one', 'two']);
  });

  test('a name alone makes no gzip file', async () => {
    expect(await linesOf('one\n', 'in.txt.gz')).toEqual(['one']);
  });

  test('of several members is one text', async () => {
    expect(await linesOf(Buffer.concat([gzipSync('one\nt'), gzipSync('wo\n')]))).toEqual(['one', 'two']);
  });

  test('that is cut off: what came before stands, the rest goes to `err`', async () => {
    const lines = Array.from({ length: 2_000 }, (_, n) => `line ${n * 7919}`);
    const whole = gzipSync(lines.join('\n'));
    const source = await sourceOf(whole.subarray(0, whole.length >> 1));
    const batches = await readAll(source);
    await source.close();
    const values = valuesOf(batches);
    expect(values.length).toBeGreaterThan(500);
    expect(values).toEqual(lines.slice(0, values.length));
    const errors = batches.flatMap(({ err }) => err?.values ?? []) as ReadonlyMap<string, Value>[];
    expect(errors.map((error) => error.get('error'))).toEqual([
      'the gzip data is cut off',
      'this came last, then: the gzip data is cut off',
    ]);
    expect(lines[values.length]!.startsWith(errors[1]!.get('event') as string)).toBe(true);
  });

  test('that is stopped half-way is no error', async () => {
    const lines = Array.from({ length: 200_000 }, (_, n) => `line ${n * 7919}`);
    const source = await sourceOf(gzipSync(lines.join('\n'), { level: 1 }));
    const stop = new AbortController();
    const values: Value[] = [];
    for await (const { out, err } of source.read(stop.signal)) {
      expect(err).toBeNull();
      values.push(...out.values);
      stop.abort();
    }
    await source.close();
    expect(values).toEqual(lines.slice(0, values.length));
  });
});

describe('what comes with an event', () => {
  test('its file, its place and the place to go on from', async () => {
    const source = await sourceOf('one\ntwo\nthr');
    const [first] = await readAll(source);
    await source.close();
    expect(first!.out.metas[0]).toEqual(new Map([['file', new Map([['path', 'in.txt']])]]));
    expect(first!.out.origin.uri).toMatch(/^file:\/\/\/.*\/in\.txt$/);
    expect(first!.out.offsets).toEqual([0, 4]);
    expect(first!.position).toMatchObject({ offset: 8, skipEvents: 0 });
  });
});

describe('a file that cannot be read', () => {
  const opening = async (path: string, baseDir?: string): Promise<unknown> => {
    const folder = baseDir ?? (await tempFolder());
    return createFileSource(fileSettings.parse({ path }), sourceContext({ baseDir: folder })).catch(
      (error: unknown) => error,
    );
  };

  test('there is none', async () => {
    const error = await opening('none.txt');
    expect(error).toBeInstanceOf(EnvironmentError);
    expect(error).toMatchObject({
      message: 'cannot read `none.txt`: there is no such file or folder',
      help: 'check the path; a relative one starts at the folder of the `.flow` file',
    });
  });

  test('it is a folder', async () => {
    const baseDir = await tempFolder();
    await mkdir(join(baseDir, 'folder'));
    expect(await opening('folder', baseDir)).toMatchObject({
      message: 'cannot read `folder`: it is a folder',
      help: 'give the path of a file',
    });
  });

  test('a part of its path is a file', async () => {
    const baseDir = await tempFolder();
    await writeFile(join(baseDir, 'a'), '');
    expect(await opening('a/b', baseDir)).toMatchObject({
      message: 'cannot read `a/b`: a part of its path is a file, not a folder',
    });
  });

  // root may read everything.
  test.skipIf(process.getuid?.() === 0)('it may not be read', async () => {
    const baseDir = await tempFolder();
    await writeFile(join(baseDir, 'secret'), '');
    await chmod(join(baseDir, 'secret'), 0);
    expect(await opening('secret', baseDir)).toMatchObject({
      message: 'cannot read `secret`: permission denied',
    });
  });
});

test('a large file needs no more memory than a small one', async () => {
  const baseDir = await tempFolder();
  const block = Buffer.from(`${'x'.repeat(1023)}\n`.repeat(1024));
  const file = await open(join(baseDir, 'in.txt'), 'w');
  for (let written = 0; written < 200; written++) await file.write(block);
  await file.close();
  const source = await createFileSource(fileSettings.parse({ path: 'in.txt' }), sourceContext({ baseDir }));
  let events = 0;
  let most = 0;
  const used = (): number => {
    // Not the resident memory: that is shared with the tests that run beside this one.
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return heapUsed + arrayBuffers;
  };
  const before = used();
  for await (const { out } of source.read(new AbortController().signal)) {
    events += out.length;
    most = Math.max(most, used() - before);
  }
  await source.close();
  expect(events).toBe(200 * 1024);
  // What the collector has not got round to yet is in it, too; all of the file would be 200 MiB and more.
  expect(most).toBeLessThan(150 * 1024 * 1024);
});

test.skipIf(process.platform === 'win32')(
  'a named pipe is refused, whoever is at its other end',
  async () => {
    const baseDir = await tempFolder();
    execFileSync('mkfifo', [join(baseDir, 'pipe')]);
    const opening = createFileSource(fileSettings.parse({ path: 'pipe' }), sourceContext({ baseDir }));
    const error: unknown = await opening.catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(EnvironmentError);
    expect(error).toMatchObject({
      message: 'cannot read `pipe`: it is a pipe or a socket, not a file',
      help: 'use the connector `stdio` and redirect: `flowrun … < pipe`',
    });
  },
);

test.skipIf(!existsSync('/dev/null'))('a device can be read', async () => {
  const source = await createFileSource(fileSettings.parse({ path: '/dev/null' }), sourceContext());
  expect(valuesOf(await readAll(source))).toEqual([]);
  await source.close();
});

describe('going on from a position', () => {
  /** Reads `before` to its end, then goes on with `after` at the same path. */
  async function goOn(before: string | Uint8Array, after: string | Uint8Array): Promise<readonly Value[]> {
    const baseDir = await tempFolder();
    const path = join(baseDir, 'in.txt');
    await writeFile(path, before);
    const settings = fileSettings.parse({ path: 'in.txt' });
    const first = await createFileSource(settings, sourceContext({ baseDir }));
    const { position } = (await readAll(first)).at(-1)!;
    await first.close();
    await rm(path);
    await writeFile(path, after);
    const second = await createFileSource(settings, sourceContext({ baseDir, position }));
    try {
      return valuesOf(await readAll(second));
    } finally {
      await second.close();
    }
  }

  test('a file that has grown is read from where it was', async () => {
    expect(await goOn('one\ntwo\n', 'one\ntwo\nthree\n')).toEqual(['three']);
  });

  test('the same content at another place on the disk is the same file', async () => {
    expect(await goOn('one\ntwo\n', 'one\ntwo\n')).toEqual([]);
  });

  test.each<[string, string | Uint8Array, string | Uint8Array, string]>([
    [
      'another file',
      'one\ntwo\n',
      'six\nten\n',
      'cannot go on reading `in.txt`: it is another file: its first 8 bytes are not those that were read',
    ],
    [
      'a file that has been cut',
      'one\ntwo\n',
      'one\n',
      'cannot go on reading `in.txt`: it has 4 bytes, and 8 were read of it already',
    ],
    [
      'another compressed file',
      gzipSync('one\ntwo\n'),
      gzipSync('six\nten\nelf\n'),
      'cannot go on reading `in.txt`: it is another file: its first 28 bytes are not those that were read',
    ],
  ])('%s is an error, and says what to type', async (_what, before, after, message) => {
    const error: unknown = await goOn(before, after).catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(EnvironmentError);
    expect(error).toMatchObject({
      message,
      help: 'put back the file as it was, or begin anew with it: `flowrun state reset test`',
    });
  });

  test('a compressed file that was cut behind its beginning is noticed', async () => {
    const lines = Array.from({ length: 1_000 }, (_, n) => `${(n * 2_654_435_761) % 2 ** 32}\n`);
    const first = gzipSync(lines.join(''));
    await expect(goOn(Buffer.concat([first, gzipSync('two\n')]), first)).rejects.toThrow(
      'there is less in it than was read of it already',
    );
  });
});
