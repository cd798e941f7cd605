import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createSource } from '../../../../src/connectors/file/create-source.ts';
import { fileConnector } from '../../../../src/connectors/file/index.ts';
import { fileSettings } from '../../../../src/connectors/file/settings.ts';
import type { Logger, Position, Source } from '../../../../src/runtime/api.ts';
import { EnvironmentError } from '../../../../src/runtime/api.ts';
import { readAll, sourceConformance, valuesOf } from '../../../kit/connector-conformance.ts';
import { sourceContext } from '../../../kit/source-context.ts';
import { tempFolder } from '../../../kit/temp-folder.ts';

sourceConformance('file, several of them', {
  async open(input, context) {
    const baseDir = await tempFolder();
    const third = Math.ceil(input.length / 3);
    for (const [index, name] of ['a', 'b', 'c'].entries()) {
      const lines = input.slice(index * third, (index + 1) * third);
      await writeFile(join(baseDir, `${name}.txt`), lines.join('\n'));
    }
    return createSource(fileSettings.parse({ path: '*.txt' }), { ...context, baseDir });
  },
  canRewind: true,
  maxReadAhead: 256 * 1024,
});

async function folderWith(files: Readonly<Record<string, string>>): Promise<string> {
  const baseDir = await tempFolder();
  for (const [name, content] of Object.entries(files)) await writeFile(join(baseDir, name), content);
  return baseDir;
}

function open(baseDir: string, position: Position = null, logger?: Logger): Promise<Source> {
  const context = sourceContext({ baseDir, position });
  return createSource(
    fileSettings.parse({ path: '*.log' }),
    logger === undefined ? context : { ...context, logger },
  );
}

async function read(source: Source): Promise<unknown[]> {
  const batches = await readAll(source);
  await source.close();
  return [...valuesOf(batches)];
}

test('files come one after another, each with its name; the last line of one is not the first of the next', async () => {
  const source = await open(await folderWith({ 'b.log': 'three\n', 'a.log': 'one\ntwo', 'a.txt': 'no' }));
  const batches = await readAll(source);
  await source.close();
  const events = batches.flatMap(({ out }) =>
    out.values.map((value, at) => [value, out.metas[at]!.get('file'), out.offsets[at]]),
  );
  expect(events).toEqual([
    ['one', new Map([['path', 'a.log']]), 0],
    ['two', new Map([['path', 'a.log']]), 4],
    ['three', new Map([['path', 'b.log']]), 0],
  ]);
});

test('no match is an error that says what to do', async () => {
  const error: unknown = await open(await tempFolder()).catch((cause: unknown) => cause);
  expect(error).toBeInstanceOf(EnvironmentError);
  expect(error).toMatchObject({ message: 'cannot read `*.log`: no file matches' });
});

test('a name with a wildcard in it can be read', async () => {
  const baseDir = await folderWith({ 'a*.log': 'star\n', 'ab.log': 'other\n' });
  const source = await createSource(fileSettings.parse({ path: 'a[*].log' }), sourceContext({ baseDir }));
  expect(await read(source)).toEqual(['star']);
});

describe('going on', () => {
  /** The position after the last event of `a.log`, and at the end of that file. */
  async function positionsOf(
    baseDir: string,
  ): Promise<{ readonly inside: Position; readonly atEnd: Position }> {
    const source = await open(baseDir);
    const positions = (await readAll(source)).map(({ position }) => position) as {
      path: string;
      file: unknown;
    }[];
    await source.close();
    const ofA = positions.filter(({ path }) => path === 'a.log');
    return { inside: ofA.find(({ file }) => file !== null)! as Position, atEnd: ofA.at(-1)! as Position };
  }

  test('a file that was read to its end may have gone; one that has not may not', async () => {
    const baseDir = await folderWith({ 'a.log': 'one\n', 'b.log': 'two\n' });
    const { inside, atEnd } = await positionsOf(baseDir);
    await rm(join(baseDir, 'a.log'));
    expect(await read(await open(baseDir, atEnd))).toEqual(['two']);
    await expect(open(baseDir, inside)).rejects.toThrow(
      'cannot read `a.log`: there is no such file or folder',
    );
  });

  test('another file in the place of the one that was being read is an error', async () => {
    const baseDir = await folderWith({ 'a.log': 'one\n', 'b.log': 'two\n' });
    const { inside } = await positionsOf(baseDir);
    await writeFile(join(baseDir, 'a.log'), 'six\n');
    await expect(open(baseDir, inside)).rejects.toThrow('cannot go on reading `a.log`: it is another file');
  });

  test('files that come behind are read; those that sort before wait for the next run, and that is said', async () => {
    const baseDir = await folderWith({ 'b.log': 'two\n', 'a.log': 'one\n' });
    const { atEnd } = await positionsOf(baseDir);
    await writeFile(join(baseDir, '0.log'), 'late\n');
    await writeFile(join(baseDir, 'c.log'), 'three\n');
    const warnings: string[] = [];
    const { logger } = sourceContext();
    const source = await open(baseDir, atEnd, { ...logger, warn: (message) => void warnings.push(message) });
    expect(await read(source)).toEqual(['two', 'three']);
    expect(warnings).toEqual([
      'source: 1 file that sorts before `a.log` has come since this run of the flow began; it is left to its next run',
    ]);
  });

  test('the position is told in words', async () => {
    const baseDir = await folderWith({ 'a.log': 'one\n', 'b.log': 'two\n' });
    const { inside, atEnd } = await positionsOf(baseDir);
    const identity = { path: '*.log', mode: 'read' };
    expect(fileConnector.describePosition!(inside, identity)).toBe('byte 4 of `a.log` (file 1 of `*.log`)');
    expect(fileConnector.describePosition!(atEnd, identity)).toBe('the end of `a.log` (file 1 of `*.log`)');
  });
});

test('the engine is told what may not be written, as it is when everything has been created', async () => {
  const baseDir = await folderWith({ 'a.log': 'one\n' });
  await mkdir(join(baseDir, 'folder.log'));
  const source = await open(baseDir);
  await writeFile(join(baseDir, 'b.log'), '');
  expect((await source.files!()).map(({ path }) => path)).toEqual(['a.log', 'b.log']);
  await source.close();
});
