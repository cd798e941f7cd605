import { execFileSync } from 'node:child_process';
import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { listFiles } from '../../../../src/connectors/file/glob/list-files.ts';
import { parsePathPattern } from '../../../../src/connectors/file/glob/path-pattern.ts';
import { tempFolder } from '../../../kit/temp-folder.ts';

async function list(baseDir: string, text: string, followLinks = false): Promise<readonly string[]> {
  const pattern = parsePathPattern(text)!;
  if (pattern.kind !== 'glob') throw new Error(`${text} is no pattern`);
  return listFiles(pattern.alternatives, { baseDir, followLinks });
}

async function folderWith(paths: readonly string[]): Promise<string> {
  const baseDir = await tempFolder();
  for (const path of paths) {
    await mkdir(dirname(join(baseDir, path)), { recursive: true });
    await writeFile(join(baseDir, path), '');
  }
  return baseDir;
}

describe('files that match', () => {
  const FILES = [
    'b.log',
    'a.log',
    'ä.log',
    'B.log',
    'a.log.1',
    'x/a.log',
    'x/y/a.log',
    'x/.hidden/a.log',
    '.dot.log',
  ];

  test.each([
    ['*.log', ['B.log', 'a.log', 'b.log', 'ä.log']],
    ['{b,a}.log', ['a.log', 'b.log']],
    ['{a,*}.log', ['B.log', 'a.log', 'b.log', 'ä.log']],
    ['**/a.log', ['a.log', 'x/a.log', 'x/y/a.log']],
    ['x/**', ['x/a.log', 'x/y/a.log']],
    ['**/**/y/*', ['x/y/a.log']],
    ['x/*/a.log', ['x/y/a.log']],
    ['*/y/a.log', ['x/y/a.log']],
    ['x/*', ['x/a.log']],
    ['x/.*/*', ['x/.hidden/a.log']],
    ['x//*.log', ['x/a.log']],
    ['missing/*.log', []],
    ['a.log/*', []],
  ])('%s: %j', async (pattern, expected) => {
    expect(await list(await folderWith(FILES), pattern)).toEqual(expected);
  });

  test('an absolute pattern gives absolute paths', async () => {
    const baseDir = await folderWith(FILES);
    expect(await list('/nowhere', `${baseDir}/x/*.log`)).toEqual([`${baseDir}/x/a.log`]);
  });
});

describe.skipIf(process.platform === 'win32')('links', () => {
  test('that a wildcard finds are passed over unless asked for; those that are written out are not', async () => {
    const baseDir = await folderWith(['real/a.log', 'elsewhere/secret.log']);
    await symlink(join(baseDir, 'elsewhere'), join(baseDir, 'real/out'));
    await symlink(join(baseDir, 'elsewhere/secret.log'), join(baseDir, 'real/link.log'));
    await symlink('real', join(baseDir, 'current'));
    expect(await list(baseDir, 'real/**/*.log')).toEqual(['real/a.log']);
    expect(await list(baseDir, 'current/*.log')).toEqual(['current/a.log']);
    expect(await list(baseDir, 'real/**/*.log', true)).toEqual([
      'real/a.log',
      'real/link.log',
      'real/out/secret.log',
    ]);
  });

  test('that lead in a circle, or nowhere, have an end', async () => {
    const baseDir = await folderWith(['a/b/c.log']);
    await symlink(baseDir, join(baseDir, 'a/b/up'));
    await symlink('self', join(baseDir, 'a/self'));
    await symlink('nothing', join(baseDir, 'a/broken.log'));
    expect(await list(baseDir, '**/*.log', true)).toEqual(['a/b/c.log']);
  });
});

test.skipIf(process.platform === 'win32')('pipes are passed over', async () => {
  const baseDir = await folderWith(['a.log']);
  execFileSync('mkfifo', [join(baseDir, 'b.log')]);
  expect(await list(baseDir, '*.log')).toEqual(['a.log']);
});

// root may read everything.
test.skipIf(process.getuid?.() === 0)('a folder that may not be read is an error', async () => {
  const baseDir = await folderWith(['closed/a.log']);
  await chmod(join(baseDir, 'closed'), 0);
  await expect(list(baseDir, 'closed/*.log')).rejects.toThrow('cannot read `closed/`: permission denied');
});
