import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { benchSettings } from '../../../src/connectors/bench/settings.ts';
import { createBenchSink } from '../../../src/connectors/bench/sink.ts';
import { createBenchSource } from '../../../src/connectors/bench/source.ts';
import type { Clock } from '../../../src/connectors/clock.ts';
import type { Source } from '../../../src/runtime/api.ts';
import { decompress } from '../../../src/runtime/preprocessors/decompress.ts';
import { readAll, sinkConformance, sourceConformance, valuesOf } from '../../kit/connector-conformance.ts';
import { readBuffered } from '../../kit/read-buffered.ts';
import { batchOf, recordSink } from '../../kit/sink-context.ts';
import { LINES, sourceContext } from '../../kit/source-context.ts';
import { tempFolder } from '../../kit/temp-folder.ts';
import { manualClock, startReading } from '../manual-clock.ts';

/** Without preprocessors. */
const BARE = { ...LINES, createFramers: () => [] };

async function open(content: string | Buffer, config: object = {}, clock?: Clock): Promise<Source> {
  const baseDir = await tempFolder();
  writeFileSync(join(baseDir, 'in'), content);
  const settings = benchSettings.parse({ path: 'in', ...config });
  return createBenchSource(settings, sourceContext({ baseDir }, BARE), clock);
}

const read = async (content: string | Buffer, config: object): Promise<unknown[]> => [
  ...valuesOf(await readAll(await open(content, config))),
];

describe('source', () => {
  sourceConformance('bench', {
    async open(input, context) {
      if (input.length === 0) return { async *read() {}, close: async () => undefined };
      const baseDir = await tempFolder();
      writeFileSync(join(baseDir, 'in'), input.map((line) => `${line}\n`).join(''));
      return createBenchSource(benchSettings.parse({ path: 'in', iters: 1 }), { ...context, baseDir });
    },
    canRewind: false,
    maxReadAhead: 512 * 1024,
  });

  test('lines, again and again; empty ones are left out', async () => {
    expect(await read('a\n\nbc\nd', { iters: 2 })).toEqual(['a', 'bc', 'd', 'a', 'bc', 'd']);
  });

  test('so many events, in the middle of the file', async () => {
    expect(await read('a\nb\nc\n', { stop_after_events: 4 })).toEqual(['a', 'b', 'c', 'a']);
  });

  test('pieces of a size', async () => {
    expect(await read('abc\ndef', { iters: 1, chunk_size: 3 })).toEqual(['abc', '\nde', 'f']);
  });

  test('base64', async () => {
    const lines = ['one', 'two\nlines'].map((text) => Buffer.from(text).toString('base64'));
    expect(await read(lines.join('\n'), { iters: 2, base64: true })).toEqual([
      'one',
      'two\nlines',
      'one',
      'two\nlines',
    ]);
  });

  test('gzip, by its first bytes', async () => {
    expect(await read(gzipSync('a\nb\n'), { iters: 1 })).toEqual(['a', 'b']);
  });

  test.each([
    ['', { iters: 1 }, 'cannot replay `in`: it is empty'],
    ['YQ==\nno base64!\n', { base64: true }, 'cannot replay `in`: line 2 is not base64'],
    ['a', { path: 'missing' }, 'cannot read `missing`: there is no such file'],
  ])('%j with %j cannot be replayed', async (content, config, message) => {
    await expect(open(content, config)).rejects.toThrow(message);
  });

  test('preprocessors work line by line, also those that decompress whole streams elsewhere', async () => {
    const baseDir = await tempFolder();
    const lines = ['one', 'two'].map((text) => gzipSync(text).toString('base64'));
    writeFileSync(join(baseDir, 'in'), lines.join('\n'));
    const framer = () => decompress.createFramer!(decompress.settings.parse({}));
    const context = sourceContext({ baseDir }, { ...LINES, createFramers: () => [framer()] });
    const source = await createBenchSource(
      benchSettings.parse({ path: 'in', iters: 1, base64: true }),
      context,
    );
    expect(valuesOf(await readAll(source))).toEqual(['one', 'two']);
  });

  test('events larger than a chunk', async () => {
    const lines = ['x'.repeat(700_000), 'y', 'z'.repeat(300_000)];
    expect(await read(lines.join('\n'), { iters: 1 })).toEqual(lines);
  });

  test('an interval is kept, also one below a millisecond', async () => {
    const clock = manualClock();
    const reading = await startReading(await open('a\nb\nc\n', { interval: '500us' }, clock));
    await clock.advance(10);
    expect(valuesOf(reading.batches)).toHaveLength(21);
    await reading.stop();
  });

  test('it ends after its time', async () => {
    const clock = manualClock();
    const config = { interval: '10ms', stop_after_secs: 0.25, warmup_secs: 0.25 };
    const reading = await startReading(await open('a\n', config, clock));
    await clock.advance(600);
    expect(valuesOf(reading.batches)).toHaveLength(50);
    expect(reading.hasEnded).toBe(true);
  });
});

describe('sink', () => {
  sinkConformance('bench', {
    open: async (context) => createBenchSink(benchSettings.parse({}), context, new PassThrough()),
    arrived: async () => null,
  });

  async function measure(config: object, latenciesMs: readonly (readonly [number, number])[]) {
    const clock = manualClock();
    const output = new PassThrough();
    const { context, logged, exits } = recordSink({ now: clock.nowNs });
    const sink = createBenchSink(benchSettings.parse(config), context, output, clock);
    for (const [latencyMs, events] of latenciesMs) {
      const ingestNs = clock.nowNs() - BigInt(latencyMs) * 1_000_000n;
      await sink.write(
        batchOf(
          Array.from({ length: events }, () => ({ value: '12345' })),
          { ingestNs },
        ),
        'in',
      );
      await clock.advance(1_000);
    }
    await sink.finish();
    await sink.close();
    return { text: logged[0]?.message, json: String(readBuffered(output)), exits };
  }

  test('it tells how many, how fast and how late', async () => {
    const { text } = await measure({ significant_figures: 3 }, [
      [1, 500],
      [10, 499],
      [700, 1],
    ]);
    expect(text).toBe(
      [
        'sink: 1,000 events, 0.01 MB in 2.000 s: 500 events/s, 0.00 MB/s; latency:',
        '      min         1.000 ms',
        '     50 %         1.000 ms',
        '     90 %        10.002 ms',
        '     99 %        10.002 ms',
        '   99.9 %        10.002 ms',
        '  99.99 %       700.000 ms',
        '      max       700.000 ms',
        '     mean         6.190 ms',
      ].join('\n'),
    );
  });

  test('the first seconds may be left out', async () => {
    const { json } = await measure({ structured: true, warmup_secs: 1.5 }, [
      [900, 10],
      [900, 10],
      [5, 10],
    ]);
    expect(JSON.parse(json)).toMatchObject({ events: 10, bytes: 50, latency_ns: { max: 5_000_000 } });
  });

  test('after its time it asks for the end', async () => {
    const { exits } = await measure({ stop_after_secs: 1.5 }, [
      [1, 1],
      [1, 1],
    ]);
    expect(exits).toEqual([{ graceful: true, code: 0 }]);
  });

  test('nothing measured is no division by nothing', async () => {
    const { json } = await measure({ structured: true }, []);
    expect(JSON.parse(json)).toMatchObject({ events: 0, events_per_second: null });
  });
});

test.each([
  [{ iters: 2 }, '`iters` says how a file is read, and there is no `path`'],
  [{ path: 'a', chunk_size: 1, base64: true }, 'pieces of a file that is base64'],
])('settings %j are refused', (config, message) => {
  expect(benchSettings.safeParse(config).error?.issues[0]?.message).toContain(message);
});
