/**
 * What every connector must do, whatever it connects to. A connector's own test calls one of these with a set-up and
 * adds what is special about it.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type {
  Batch,
  Json,
  Sink,
  SinkContext,
  Source,
  SourceBatch,
  SourceContext,
  Value,
} from '../../src/runtime/api.ts';
import { batchOf, recordSink } from './sink-context.ts';
import { sourceContext } from './source-context.ts';

export interface SourceSetUp {
  /** A source whose input is these lines of text. Called once for each test. */
  open(input: readonly string[], context: SourceContext): Promise<Source>;
  /** The position of a source that cannot rewind is always null. */
  readonly canRewind: boolean;
  /** So many bytes may have been read ahead of what was asked for. */
  readonly maxReadAhead: number;
}

/** All values of all batches. */
export function valuesOf(batches: readonly SourceBatch[]): readonly Value[] {
  return batches.flatMap(({ out }) => out.values);
}

/** Reads a source to its end. */
export async function readAll(source: Source): Promise<readonly SourceBatch[]> {
  const batches: SourceBatch[] = [];
  for await (const batch of source.read(new AbortController().signal)) batches.push(batch);
  return batches;
}

export function sourceConformance(name: string, setUp: SourceSetUp): void {
  describe(`${name}: what every source does`, () => {
    const open = (input: readonly string[]): Promise<Source> => setUp.open(input, sourceContext());
    /** A few megabytes: more than any source reads ahead. */
    const many = Array.from({ length: 40_000 }, (_, n) => `line ${n} ${'x'.repeat(90)}`);

    test('it can be closed without having been read, and again', async () => {
      const source = await open(['one']);
      await source.close();
      await source.close();
    });

    test('it gives everything in order, then ends', async () => {
      const source = await open(many);
      const batches = await readAll(source);
      await source.close();
      expect(valuesOf(batches)).toEqual(many);
      expect(batches.every(({ err }) => err === null)).toBe(true);
    });

    test('empty input is no event', async () => {
      const source = await open([]);
      expect(valuesOf(await readAll(source))).toEqual([]);
      await source.close();
    });

    test('a stop before the first batch ends it', async () => {
      const source = await open(many);
      const batches: SourceBatch[] = [];
      for await (const batch of source.read(AbortSignal.abort())) batches.push(batch);
      await source.close();
      expect(valuesOf(batches)).toEqual([]);
    });

    test('a stop in the middle ends it soon, between two events', async () => {
      const source = await open(many);
      const stop = new AbortController();
      const batches: SourceBatch[] = [];
      for await (const batch of source.read(stop.signal)) {
        batches.push(batch);
        stop.abort();
      }
      await source.close();
      const values = valuesOf(batches);
      // What cannot be read again is given to the end of the chunk that was read: a few slices of it.
      expect(batches.length).toBeLessThanOrEqual(setUp.canRewind ? 2 : 6);
      expect(values.length).toBeLessThan(many.length);
      expect(values).toEqual(many.slice(0, values.length));
    });

    test('it reads no further than it is asked to', async () => {
      const context = sourceContext();
      const source = await setUp.open(many, context);
      const batches = source.read(new AbortController().signal)[Symbol.asyncIterator]();
      await batches.next();
      const { bytesIn } = context.counters;
      for (let turn = 0; turn < 20; turn++) await nextTurn();
      expect(context.counters.bytesIn - bytesIn).toBeLessThanOrEqual(setUp.maxReadAhead);
      await batches.return?.();
      await source.close();
    });

    test('every batch has a position that JSON can hold', async () => {
      const source = await open(many);
      const batches = await readAll(source);
      await source.close();
      for (const { position } of batches) {
        expect(JSON.parse(JSON.stringify(position))).toEqual(position);
        expect(position !== null).toBe(setUp.canRewind);
      }
    });

    test.skipIf(!setUp.canRewind)('it goes on from any position as if it had never stopped', async () => {
      const source = await open(many);
      const batches = await readAll(source);
      await source.close();
      for (const cut of [0, 1, Math.floor(batches.length / 2), batches.length - 1]) {
        const { position } = batches[cut]!;
        const resumed = await setUp.open(many, sourceContext({ position }));
        const rest = valuesOf(await readAll(resumed));
        await resumed.close();
        expect([...valuesOf(batches.slice(0, cut + 1)), ...rest]).toEqual(many);
      }
    });
  });
}

export function batchOfValues(values: readonly Value[]): Batch {
  return batchOf(values.map((value) => ({ value })));
}

export interface SinkSetUp {
  /** A sink that writes to a new, empty place. Called once for each test. */
  open(context: SinkContext): Promise<Sink>;
  /** What has arrived at that place; null where nobody can look. */
  arrived(): Promise<string | null>;
}

export function sinkConformance(name: string, setUp: SinkSetUp): void {
  describe(`${name}: what every sink does`, () => {
    test('it can be closed without having been used, and again', async () => {
      const sink = await setUp.open(recordSink().context);
      await sink.close();
      await sink.close();
    });

    test('everything that was written has arrived when it has finished', async () => {
      const { context, counters } = recordSink();
      const sink = await setUp.open(context);
      const lines = Array.from({ length: 5_000 }, (_, n) => `line ${n}\n`);
      for (let at = 0; at < lines.length; at += 700) {
        await sink.write(batchOfValues(lines.slice(at, at + 700)), 'in');
      }
      await sink.finish();
      const expected = lines.join('');
      expect([expected, null]).toContain(await setUp.arrived());
      expect(counters.bytesOut).toBe(expected.length);
      await sink.close();
    });

    test('an event that has no text is refused, and the others arrive', async () => {
      const { context, refused } = recordSink();
      const sink = await setUp.open(context);
      await sink.write(batchOfValues(['one ', 7, 'two']), 'in');
      await sink.finish();
      await sink.close();
      expect(refused.map(({ value }) => value)).toEqual([7]);
      expect(['one two', null]).toContain(await setUp.arrived());
    });

    test('a batch without events changes nothing', async () => {
      const { context, counters } = recordSink();
      const sink = await setUp.open(context);
      await sink.write(batchOfValues([]), 'in');
      await sink.finish();
      await sink.close();
      expect(counters.bytesOut).toBe(0);
      expect(['', null]).toContain(await setUp.arrived());
    });

    test('a snapshot between two batches is plain JSON, and does not disturb', async () => {
      const sink = await setUp.open(recordSink().context);
      await sink.write(batchOfValues(['one ']), 'in');
      const state = sink.snapshot();
      await sink.write(batchOfValues(['two']), 'in');
      expect(JSON.parse(JSON.stringify(await state))).toEqual(await state);
      await sink.finish();
      await sink.close();
      expect(['one two', null]).toContain(await setUp.arrived());
    });

    test('closing after the end, twice, changes nothing', async () => {
      const sink = await setUp.open(recordSink().context);
      await sink.write(batchOfValues(['one']), 'in');
      await sink.finish();
      await sink.close();
      await sink.close();
      expect(['one', null]).toContain(await setUp.arrived());
    });
  });
}

export interface ResumableSinkSetUp extends SinkSetUp {
  /** A sink that writes to the place of the last one again. */
  reopen(context: SinkContext): Promise<Sink>;
}

/** What every sink does whose state is more than null. */
export function sinkGoesOn(name: string, setUp: ResumableSinkSetUp): void {
  describe(`${name}: it goes on from a snapshot as if it had never stopped`, () => {
    /** Writes these, then takes a snapshot, as a checkpoint keeps it. */
    const snapshotAfter = async (sink: Sink, values: readonly Value[]): Promise<Json> => {
      if (values.length > 0) await sink.write(batchOfValues(values), 'in');
      return JSON.parse(JSON.stringify(await sink.snapshot())) as Json;
    };
    const goOn = (restored: Json): Promise<Sink> => setUp.reopen(recordSink({ restored }).context);

    test.each([
      ['before the first event', [] as string[]],
      ['between two events', ['one ']],
    ])('taken %s, and killed after more had been written', async (_when, before) => {
      const first = await setUp.open(recordSink().context);
      const restored = await snapshotAfter(first, before);
      await first.write(batchOfValues(['one ', 'lost and ', 'written again ']), 'in');
      await first.close();
      const second = await goOn(restored);
      await second.write(batchOfValues(['two ']), 'in');
      // Once more from the same place: the first restart may have been killed, too.
      await second.close();
      const third = await goOn(restored);
      await third.write(batchOfValues(['three']), 'in');
      await third.finish();
      await third.close();
      expect(await setUp.arrived()).toBe(`${before.join('')}three`);
    });

    test('taken while it finishes, and killed before it has finished', async () => {
      const first = await setUp.open(recordSink().context);
      await first.write(batchOfValues(['one ', 'two']), 'in');
      const finishing = first.finish();
      const restored = await snapshotAfter(first, []);
      await finishing;
      await first.close();
      const second = await goOn(restored);
      await second.finish();
      await second.close();
      expect(await setUp.arrived()).toBe('one two');
    });

    test('taken after the end: what comes in the next run is added', async () => {
      const first = await setUp.open(recordSink().context);
      await first.write(batchOfValues(['one ']), 'in');
      await first.finish();
      const restored = await snapshotAfter(first, []);
      await first.close();
      const second = await goOn(restored);
      await second.write(batchOfValues(['two']), 'in');
      await second.finish();
      await second.close();
      expect(await setUp.arrived()).toBe('one two');
    });
  });
}
