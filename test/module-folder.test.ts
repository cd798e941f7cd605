import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { compileQuery, compileScript, jsonText, moduleFolder } from '../src/index.ts';
import { tempFolder } from './kit/temp-folder.ts';

test('a folder on disk gives what is there, and says when there is nothing', async () => {
  const dir = await tempFolder();
  mkdirSync(join(dir, 'a', 'b.flow'), { recursive: true });
  writeFileSync(join(dir, 'a', 'c.flow'), 'const A = 1;');
  const folder = moduleFolder(dir);
  expect(folder.name).toBe(dir);
  expect(folder.read('a/c.flow')).toBe('const A = 1;');
  expect(folder.read('a/b.flow')).toBeNull();
  expect(folder.read('nowhere.flow')).toBeNull();
  expect(folder.read('a/c.flow/d.flow')).toBeNull();
  expect(folder.list('a').toSorted()).toEqual(['b.flow', 'c.flow']);
  expect(folder.list('nowhere')).toEqual([]);
});

test('scripts and queries in a program use modules of its folders', async () => {
  const dir = await tempFolder();
  writeFileSync(join(dir, 'lib.flow'), 'fn next(x) with x + 1 end;\ndefine script s script event * 2 end;');
  const options = { modulePaths: ['/nowhere', dir] };
  const script = compileScript('use lib; lib::next(event)', options);
  expect(script.run(1)).toMatchObject({ kind: 'emit', value: 2 });
  const query = compileQuery(
    'use lib; create script s from lib::s; select event from in into s; select lib::next(event) from s into out;',
    options,
  );
  expect(query.run(3).map(([port, { value }]) => `${port} ${jsonText(value)}`)).toEqual(['out 7']);
});

test('a mistake in a module is thrown with its place', async () => {
  const dir = await tempFolder();
  writeFileSync(join(dir, 'lib.flow'), 'const A = 1 / 0;');
  expect(() => compileScript('use lib; lib::A', { modulePaths: [dir] })).toThrow(`${dir}/lib.flow:1:15`);
});
