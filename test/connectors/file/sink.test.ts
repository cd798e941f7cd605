import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fileSettings } from '../../../src/connectors/file/settings.ts';
import { createFileSink } from '../../../src/connectors/file/sink.ts';
import { EnvironmentError, FlowFailure } from '../../../src/runtime/api.ts';
import type { Sink, SinkContext } from '../../../src/runtime/api.ts';
import { batchOfValues, sinkConformance } from '../../kit/connector-conformance.ts';
import { recordSink } from '../../kit/sink-context.ts';
import { tempFolder } from '../../kit/temp-folder.ts';

function openSink(mode: string, path: string, context: SinkContext): Promise<Sink> {
  return createFileSink(fileSettings.parse({ mode, path }), context);
}

describe.each(['write', 'truncate', 'append', 'overwrite'])('mode %s', (mode) => {
  let path = '';
  sinkConformance(`file, ${mode}`, {
    async open(context) {
      path = join(await tempFolder(), 'out.txt');
      return openSink(mode, path, context);
    },
    arrived: () => readFile(path, 'utf8'),
  });
});

describe('a file that is there already', () => {
  test.each([
    ['write', 'new'],
    ['truncate', 'new'],
    ['append', 'old textnew'],
    ['overwrite', 'new text'],
  ])('mode %s', async (mode, expected) => {
    const baseDir = await tempFolder();
    await writeFile(join(baseDir, 'out.txt'), 'old text');
    const sink = await openSink(mode, 'out.txt', recordSink({ baseDir }).context);
    await sink.write(batchOfValues(['ne', 'w']), 'in');
    await sink.finish();
    await sink.close();
    expect(await readFile(join(baseDir, 'out.txt'), 'utf8')).toBe(expected);
  });
});

test.each(['write', 'truncate', 'append', 'overwrite'])(
  'mode %s: a file that was only opened keeps its content',
  async (mode) => {
    const baseDir = await tempFolder();
    await writeFile(join(baseDir, 'out.txt'), 'old text');
    const sink = await openSink(mode, 'out.txt', recordSink({ baseDir }).context);
    await sink.close();
    expect(await readFile(join(baseDir, 'out.txt'), 'utf8')).toBe('old text');
  },
);

test('a flow without events leaves an empty file', async () => {
  const baseDir = await tempFolder();
  await writeFile(join(baseDir, 'out.txt'), 'old text');
  const sink = await openSink('write', 'out.txt', recordSink({ baseDir }).context);
  await sink.finish();
  await sink.close();
  expect(await readFile(join(baseDir, 'out.txt'), 'utf8')).toBe('');
});

test.skipIf(process.platform === 'win32')(
  'a named pipe is refused, whoever is at its other end',
  async () => {
    const baseDir = await tempFolder();
    execFileSync('mkfifo', [join(baseDir, 'pipe')]);
    const opening = openSink('write', 'pipe', recordSink({ baseDir }).context);
    const error: unknown = await opening.catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(EnvironmentError);
    expect(error).toMatchObject({
      message: 'cannot write `pipe`: it is a pipe or a socket, not a file',
      help: 'use the connector `stdio` and redirect: `flowrun … > pipe`',
    });
  },
);

test('what a batch held can be read before the end', async () => {
  const baseDir = await tempFolder();
  const sink = await openSink('write', 'out.txt', recordSink({ baseDir }).context);
  await sink.write(batchOfValues(['one']), 'in');
  expect(await readFile(join(baseDir, 'out.txt'), 'utf8')).toBe('one');
  await sink.close();
});

test('a complete file counts as an object', async () => {
  const { context, counters } = recordSink({ baseDir: await tempFolder() });
  const sink = await openSink('write', 'out.txt', context);
  await sink.finish();
  await sink.close();
  expect(counters.objects).toBe(1);
});

test.skipIf(!existsSync('/dev/full'))('a full disk ends the flow and says so', async () => {
  const sink = await openSink('write', '/dev/full', recordSink().context);
  const failure = await Promise.resolve(sink.write(batchOfValues(['one']), 'in')).catch(
    (error: unknown) => error,
  );
  await sink.close();
  expect(failure).toBeInstanceOf(FlowFailure);
  expect(failure).toMatchObject({
    message: 'failed while writing `/dev/full`: no space is left on the disk',
    help: 'make room and start the flow again',
  });
});

describe('a file that cannot be written', () => {
  test('its folder is missing', async () => {
    const error = await openSink(
      'write',
      'no/out.txt',
      recordSink({ baseDir: await tempFolder() }).context,
    ).catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(EnvironmentError);
    expect(error).toMatchObject({
      message: 'cannot write `no/out.txt`: there is no such file or folder',
    });
  });

  test.each(['write', 'append', 'overwrite'])('it is a folder, mode %s', async (mode) => {
    const baseDir = await tempFolder();
    await mkdir(join(baseDir, 'folder'));
    const opening = openSink(mode, 'folder', recordSink({ baseDir }).context);
    await expect(opening).rejects.toThrow('cannot write `folder`: it is a folder');
  });
});
