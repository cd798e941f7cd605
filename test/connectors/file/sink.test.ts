import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { appendFile, mkdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { fileSettings } from '../../../src/connectors/file/settings.ts';
import { createFileSink } from '../../../src/connectors/file/sink.ts';
import { EnvironmentError, FlowFailure } from '../../../src/runtime/api.ts';
import type { Encoder, Json, Sink, SinkContext } from '../../../src/runtime/api.ts';
import { stringCodec } from '../../../src/runtime/codecs/string.ts';
import { createEncoder } from '../../../src/runtime/engine/encode.ts';
import { compress } from '../../../src/runtime/postprocessors/compress.ts';
import { batchOfValues, sinkConformance, sinkGoesOn } from '../../kit/connector-conformance.ts';
import { recordSink } from '../../kit/sink-context.ts';
import { tempFolder } from '../../kit/temp-folder.ts';

function openSink(mode: string, path: string, context: SinkContext): Promise<Sink> {
  return createFileSink(fileSettings.parse({ mode, path }), context);
}

describe.each(['write', 'truncate', 'append', 'overwrite'])('mode %s', (mode) => {
  let path = '';
  const setUp = {
    async open(context: SinkContext) {
      path = join(await tempFolder(), 'out.txt');
      return openSink(mode, path, context);
    },
    reopen: (context: SinkContext) => openSink(mode, path, context),
    arrived: () => readFile(path, 'utf8'),
  };
  sinkConformance(`file, ${mode}`, setUp);
  // It cuts nothing off: what was written behind the checkpoint is written again in the same place.
  if (mode !== 'overwrite') sinkGoesOn(`file, ${mode}`, setUp);
});

test('mode overwrite goes on in its place and keeps what is behind it', async () => {
  const baseDir = await tempFolder();
  await writeFile(join(baseDir, 'out.txt'), 'old text, and more of it');
  const first = await openSink('overwrite', 'out.txt', recordSink({ baseDir }).context);
  await first.write(batchOfValues(['NEW']), 'in');
  const restored = await first.snapshot();
  await first.write(batchOfValues([' TE']), 'in');
  await first.close();
  const second = await openSink('overwrite', 'out.txt', recordSink({ baseDir, restored }).context);
  await second.write(batchOfValues([' TEXT']), 'in');
  await second.finish();
  await second.close();
  expect(await readFile(join(baseDir, 'out.txt'), 'utf8')).toBe('NEW TEXT, and more of it');
});

/** The encoder of `["compress"]`: it holds back what does not fill a block. */
const gzipEncoder = (): Encoder =>
  createEncoder(stringCodec.create({}, { fields: [] }), [compress.create({ algorithm: 'gzip', level: 6 })]);

describe('compressed', () => {
  let path = '';
  sinkGoesOn('file, compressed', {
    async open(context) {
      path = join(await tempFolder(), 'out.gz');
      return openSink('write', path, { ...context, createEncoder: gzipEncoder });
    },
    reopen: (context) => openSink('write', path, { ...context, createEncoder: gzipEncoder }),
    arrived: async () => gunzipSync(await readFile(path)).toString('utf8'),
  });

  test('the bytes are those of an undisturbed run, whenever it was killed', async () => {
    const baseDir = await tempFolder();
    const text = (n: number): string => `${n} `.repeat(200_000);
    const open = (name: string, restored: Json = null): Promise<Sink> =>
      openSink('write', name, recordSink({ baseDir, restored, createEncoder: gzipEncoder }).context);
    const undisturbed = await open('whole.gz');
    for (let n = 0; n < 6; n++) await undisturbed.write(batchOfValues([text(n)]), 'in');
    await undisturbed.finish();
    await undisturbed.close();
    let state: Json = null;
    for (let n = 0; n < 6; n++) {
      const sink = await open('killed.gz', state);
      await sink.write(batchOfValues([text(n)]), 'in');
      state = await sink.snapshot();
      await sink.write(batchOfValues(['lost'.repeat(500_000)]), 'in');
      if (n === 5) {
        const last = await open('killed.gz', state);
        await last.finish();
        await last.close();
      }
      await sink.close();
    }
    expect(await readFile(join(baseDir, 'killed.gz'))).toEqual(await readFile(join(baseDir, 'whole.gz')));
  });
});

describe('a file that is not as it was left', () => {
  const problem = async (change: (path: string) => Promise<void>): Promise<unknown> => {
    const baseDir = await tempFolder();
    const path = join(baseDir, 'out.txt');
    const first = await openSink('write', 'out.txt', recordSink({ baseDir }).context);
    await first.write(batchOfValues(['0123456789']), 'in');
    const restored = await first.snapshot();
    await first.close();
    await change(path);
    return openSink('write', 'out.txt', recordSink({ baseDir, restored }).context).then(
      async (sink) => {
        await sink.write(batchOfValues(['x']), 'in');
        await sink.finish();
        await sink.close();
        return readFile(path, 'utf8');
      },
      (error: unknown) => error,
    );
  };

  test('what somebody added behind the checkpoint is cut off', async () => {
    expect(await problem((path) => appendFile(path, 'added'))).toBe('0123456789x');
  });

  test.each<[string, (path: string) => Promise<void>, string]>([
    [
      'shorter',
      (path) => truncate(path, 4),
      'cannot go on writing `out.txt`: it has 4 bytes, and 10 were written to it already',
    ],
    [
      'gone',
      (path) => rm(path),
      'cannot go on writing `out.txt`: the file is gone, and 10 bytes were written to it',
    ],
  ])('a file that is %s is an error, and says what to type', async (_what, change, message) => {
    const error = await problem(change);
    expect(error).toBeInstanceOf(EnvironmentError);
    expect(error).toMatchObject({
      message,
      help: 'put back the file as it was, or begin anew with it: `flowrun state reset test`',
    });
  });
});

test('a restart that fails before the first write leaves the file alone', async () => {
  const baseDir = await tempFolder();
  await writeFile(join(baseDir, 'out.txt'), '0123456789');
  const restored = { offset: 4, encoder: null };
  const sink = await openSink('write', 'out.txt', recordSink({ baseDir, restored }).context);
  await sink.close();
  expect(await readFile(join(baseDir, 'out.txt'), 'utf8')).toBe('0123456789');
});

test('a device has nothing to go on from', async () => {
  const sink = await openSink('write', '/dev/null', recordSink().context);
  await sink.write(batchOfValues(['one']), 'in');
  expect(await sink.snapshot()).toBeNull();
  await sink.close();
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
