import {
  appendFile,
  copyFile,
  mkdir,
  open,
  rename,
  rm,
  symlink,
  truncate,
  unlink,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, onTestFinished, test } from 'vitest';
import { fileConnector } from '../../../../src/connectors/file/index.ts';
import { fileSettings } from '../../../../src/connectors/file/settings.ts';
import { EnvironmentError } from '../../../../src/runtime/api.ts';
import { tempFolder } from '../../../kit/temp-folder.ts';
import { Following } from './following.ts';

async function setUp(
  settings: Readonly<Record<string, unknown>> = {},
): Promise<{ dir: string; log: string; following: Following }> {
  const dir = await tempFolder();
  const following = new Following(dir, { path: 'app.log', ...settings });
  onTestFinished(() => following.stop());
  return { dir, log: join(dir, 'app.log'), following };
}

describe('what is appended', () => {
  test('comes with the next look, an incomplete line when it is complete', async () => {
    const { log, following } = await setUp();
    await writeFile(log, 'one\ntw');
    await following.start();
    expect(following.lines).toEqual(['one']);
    await appendFile(log, 'o\nthr');
    await following.tick();
    await appendFile(log, 'ee\n');
    await following.tick();
    expect(following.events).toEqual([
      { line: 'one', path: 'app.log', offset: 0 },
      { line: 'two', path: 'app.log', offset: 4 },
      { line: 'three', path: 'app.log', offset: 8 },
    ]);
  });

  test('may be cut anywhere, in the middle of a character, too', async () => {
    const { log, following } = await setUp();
    const bytes = Buffer.from('grüße\n日本語\n😀😀\n');
    await writeFile(log, '');
    await following.start();
    for (const byte of bytes) {
      await appendFile(log, Buffer.from([byte]));
      await following.tick();
    }
    expect(following.lines).toEqual(['grüße', '日本語', '😀😀']);
  });

  test('is seen at once where the system tells of it', async () => {
    const { dir, log, following } = await setUp({ poll_interval: '1h' });
    await writeFile(log, '');
    await following.start();
    await appendFile(log, 'one\n');
    following.environment.advance(50);
    expect(following.lines).toEqual([]);
    const rested = following.environment.nextRest;
    following.environment.watched.get(dir)!();
    await rested;
    expect(following.lines).toEqual(['one']);
  });

  test('after a restart goes on behind the last complete line', async () => {
    const { log, following } = await setUp();
    await writeFile(log, 'one\ntw');
    await following.start();
    await following.stop();
    await appendFile(log, 'o\nthree\n');
    await following.start();
    expect(following.lines).toEqual(['one', 'two', 'three']);
  });

  test('larger than every buffer comes whole and in order', async () => {
    const { log, following } = await setUp();
    const lines = Array.from({ length: 30_000 }, (_, n) => `line ${n}`);
    await writeFile(log, `${lines.join('\n')}\n`);
    await following.start(5);
    for (let starts = 0; starts < 10 && following.lines.length < lines.length; starts++)
      await following.start(7);
    await following.start();
    expect(following.lines).toEqual(lines);
  });
});

describe('a file that is not there', () => {
  test('is waited for', async () => {
    const { log, following } = await setUp();
    await following.start();
    expect(following.waiting).toBe('for a file at `app.log`');
    await writeFile(log, 'one\n');
    await following.tick();
    expect(following.waiting).toBeNull();
    expect(following.lines).toEqual(['one']);
  });

  test('but a folder in its place is an error', async () => {
    const { log, following } = await setUp();
    await mkdir(log);
    const error: unknown = await following.start().catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(EnvironmentError);
    expect(error).toMatchObject({ message: 'cannot read `app.log`: it is a folder' });
    await rm(log, { recursive: true });
    await following.start();
  });
});

describe('rotation by renaming', () => {
  test('reads the old file to its end, late writes too, and the new one from its beginning', async () => {
    const { dir, log, following } = await setUp();
    await writeFile(log, 'one\n');
    await following.start();
    const writer = await open(log, 'a');
    await writer.write('two\n');
    await rename(log, join(dir, 'app.log.1'));
    await writeFile(log, 'three\n');
    await following.tick();
    expect(following.lines).toEqual(['one', 'two', 'three']);
    await writer.write('late\n');
    await writer.close();
    await following.tick();
    expect(following.lines).toEqual(['one', 'two', 'three', 'late']);
  });

  test('gives out an incomplete last line after the wait, and then forgets the file', async () => {
    const { dir, log, following } = await setUp();
    await writeFile(log, 'one\ntail');
    await following.start();
    await rename(log, join(dir, 'app.log.1'));
    await writeFile(log, 'new\n');
    await following.tick();
    expect(following.lines).toEqual(['one', 'new']);
    await following.tick(5_000);
    await following.tick();
    expect(following.lines).toEqual(['one', 'new', 'tail']);
    expect(following.position).toMatchObject({ files: [{ path: 'app.log', offset: 4 }] });
    await following.stop();
    await following.start();
    expect(following.lines).toEqual(['one', 'new', 'tail']);
  });

  test('while flowrun was down: the old file is found under its new name and read first', async () => {
    const { dir, log, following } = await setUp();
    await writeFile(log, 'one\n');
    await following.start();
    await following.stop();
    await appendFile(log, 'two\n');
    await rename(log, join(dir, 'app.log.1'));
    await writeFile(log, 'three\n');
    await following.start();
    expect(following.lines).toEqual(['one', 'two', 'three']);
  });

  test('twice in a row, the pattern matching the old files as well', async () => {
    const { dir, log, following } = await setUp({ path: 'app.log*' });
    await writeFile(log, 'one\n');
    await following.start();
    for (const line of ['two', 'three']) {
      await rename(join(dir, 'app.log.1'), join(dir, 'app.log.2')).catch(() => undefined);
      await rename(log, join(dir, 'app.log.1'));
      await writeFile(log, `${line}\n`);
      await following.tick();
    }
    await following.stop();
    await following.start();
    expect(following.lines).toEqual(['one', 'two', 'three']);
  });

  test('an old file that went while flowrun was down is named', async () => {
    const { log, following } = await setUp();
    await writeFile(log, 'one\n');
    // Holds the number of the file, which a new one could otherwise get.
    const held = await open(log, 'r');
    await following.start();
    await following.stop();
    await unlink(log);
    await writeFile(log, 'new\n');
    await following.start();
    await held.close();
    expect(following.lines).toEqual(['one', 'new']);
    expect(following.logged).toEqual(['info: source: `app.log` is gone; it was read up to byte 4']);
  });
});

describe('a file that is cut', () => {
  test('and written anew is read from its beginning; nothing is lost that had been read', async () => {
    const { dir, log, following } = await setUp();
    await writeFile(log, 'one\ntwo\n');
    await following.start();
    await copyFile(log, join(dir, 'app.log.1'));
    await truncate(log, 0);
    await following.tick();
    await appendFile(log, 'three\n');
    await following.tick();
    expect(following.lines).toEqual(['one', 'two', 'three']);
    expect(following.logged).toEqual([
      'info: source: `app.log` was cut or written anew and is read from its beginning',
    ]);
  });

  test('and has grown past the old end is known by its first bytes', async () => {
    const { log, following } = await setUp();
    await writeFile(log, 'one\n');
    await following.start();
    await truncate(log, 0);
    await appendFile(log, 'other and longer\n');
    await following.tick();
    expect(following.lines).toEqual(['one', 'other and longer']);
  });

  test('tells how much is known to be lost', async () => {
    const { log, following } = await setUp();
    await writeFile(log, 'one\nincompl');
    await following.start();
    await truncate(log, 0);
    await following.tick();
    expect(following.lines).toEqual(['one']);
    expect(following.logged).toEqual([
      'warn: source: `app.log` was cut or written anew and is read from its beginning; at least 7 bytes behind byte 4 are gone that were not read',
    ]);
  });

  test('while flowrun was down is read from its beginning', async () => {
    const { log, following } = await setUp();
    await writeFile(log, 'one\ntwo\n');
    await following.start();
    await following.stop();
    await writeFile(log, 'new\n');
    await following.start();
    expect(following.lines).toEqual(['one', 'two', 'new']);
  });
});

describe('deleting', () => {
  test('and creating it again: the new file is read from its beginning', async () => {
    const { log, following } = await setUp();
    await writeFile(log, 'one\n');
    await following.start();
    await appendFile(log, 'two\n');
    await unlink(log);
    await following.tick();
    expect(following.lines).toEqual(['one', 'two']);
    await following.tick(6_000);
    await writeFile(log, 'three\n');
    await following.tick();
    expect(following.lines).toEqual(['one', 'two', 'three']);
  });

  test('a file that is put back from a copy while flowrun was down goes on where it was', async () => {
    const { dir, log, following } = await setUp();
    await writeFile(log, 'one\ntwo\n');
    await following.start();
    await following.stop();
    await copyFile(log, join(dir, 'copy'));
    await unlink(log);
    await copyFile(join(dir, 'copy'), log);
    await appendFile(log, 'three\n');
    await following.start();
    expect(following.lines).toEqual(['one', 'two', 'three']);
  });
});

describe('many files', () => {
  test('appear, grow side by side, and share few handles', async () => {
    const { dir, following } = await setUp({ path: '*/*.log', max_open_files: 2 });
    await mkdir(join(dir, 'x'));
    const paths = Array.from({ length: 9 }, (_, n) => join(dir, 'x', `${n}.log`));
    await writeFile(paths[0]!, '0:0\n');
    await following.start();
    for (let round = 1; round < 4; round++) {
      for (const [n, path] of paths.entries()) await appendFile(path, `${n}:${round}\npart`);
      await following.tick();
      for (const path of paths) await appendFile(path, ' of a line\n');
      await following.tick();
    }
    const expected = paths.flatMap((_, n) =>
      [1, 2, 3].flatMap((round) => [`${n}:${round}`, 'part of a line']).concat(n === 0 ? ['0:0'] : []),
    );
    expect(following.lines.toSorted()).toEqual(expected.sort());
  });

  test('one that is long does not hold up the others', async () => {
    const { dir, following } = await setUp({ path: '*.log' });
    await writeFile(join(dir, 'a.log'), `${'x'.repeat(99)}\n`.repeat(30_000));
    await writeFile(join(dir, 'b.log'), 'short\n');
    await following.start();
    expect(following.lines.indexOf('short')).toBeLessThan(5_000);
    expect(following.lines).toHaveLength(30_001);
  });

  test('a compressed one is passed over, and named once', async () => {
    const { dir, following } = await setUp({ path: '*.log*' });
    await writeFile(join(dir, 'a.log'), 'one\n');
    await writeFile(join(dir, 'a.log.1.gz'), gzipSync('one\n'));
    await following.start();
    await following.tick();
    expect(following.lines).toEqual(['one']);
    expect(following.logged).toEqual([
      'warn: source: `a.log.1.gz` is compressed and is not followed; leave it out of the pattern, or read it without `follow`',
    ]);
    expect(following.position).toMatchObject({ files: [{ path: 'a.log' }] });
  });

  test.skipIf(process.platform === 'win32')('links are followed when that is asked for', async () => {
    const { dir, following } = await setUp({ path: 'pods/*.log', follow_links: true });
    await mkdir(join(dir, 'pods'));
    await writeFile(join(dir, 'real'), 'one\n');
    await symlink('../real', join(dir, 'pods/a.log'));
    await following.start();
    expect(following.events).toEqual([{ line: 'one', path: 'pods/a.log', offset: 0 }]);
  });
});

test('the position is told in words', async () => {
  const { dir, following } = await setUp({ path: '*.log' });
  for (const name of ['a', 'b', 'c', 'd', 'e']) await writeFile(join(dir, `${name}.log`), 'one\n');
  await following.start();
  expect(following.source.keepsPosition).toBe(true);
  const identity = { path: '*.log', mode: 'read', follow: true };
  expect(fileConnector.describePosition!(following.position, identity)).toBe(
    'byte 4 of `a.log`, byte 4 of `b.log`, byte 4 of `c.log`, 2 more files',
  );
});

test('writing cannot follow', () => {
  const { error } = fileSettings.safeParse({ path: 'a', mode: 'append', follow: true });
  expect(error?.issues[0]).toMatchObject({
    path: ['follow'],
    message: '`follow` is for reading, and `mode` is `"append"`',
  });
});
