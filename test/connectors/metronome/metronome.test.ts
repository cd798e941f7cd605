import { expect, test } from 'vitest';
import type { SourceBatch, SourceContext } from '../../../src/runtime/api.ts';
import { metronomeConnector } from '../../../src/connectors/metronome/index.ts';
import { createMetronomeSource } from '../../../src/connectors/metronome/source.ts';
import { jsonText } from '../../../src/runtime/value/json.ts';
import { readAll, valuesOf } from '../../kit/connector-conformance.ts';
import { sourceContext } from '../../kit/source-context.ts';
import { manualClock, startReading } from '../manual-clock.ts';

function open(config: { interval: number; count?: number }, overrides: Partial<SourceContext> = {}) {
  const clock = manualClock();
  const context = sourceContext({ now: clock.nowNs, ...overrides });
  return { clock, source: createMetronomeSource(config, context, clock) };
}

const idsOf = (batches: readonly SourceBatch[]): unknown[] =>
  valuesOf(batches).map((value) => (value as Map<string, unknown>).get('id'));

test('the first event comes after one interval, and says what it is', async () => {
  const { clock, source } = open({ interval: 100 });
  const reading = await startReading(source);
  await clock.advance(99);
  expect(reading.batches).toEqual([]);
  await clock.advance(1);
  expect(valuesOf(reading.batches).map(jsonText)).toEqual([
    '{"connector":"metronome","ingest_ns":1795262400100000000,"id":0}',
  ]);
  await reading.stop();
});

test('it does not drift, however late each event is taken', async () => {
  const { clock, source } = open({ interval: 100 });
  const reading = await startReading(source);
  await clock.advance(130);
  reading.hold();
  await clock.advance(165);
  expect(idsOf(reading.batches)).toEqual([0, 1]);
  await reading.release();
  await clock.advance(10);
  expect(idsOf(reading.batches)).toEqual([0, 1, 2]);
  await reading.stop();
});

test('what was due while the flow held back comes afterwards, none is missing', async () => {
  const { clock, source } = open({ interval: 1 });
  const reading = await startReading(source);
  reading.hold();
  await clock.advance(1_000);
  await reading.release();
  expect(idsOf(reading.batches)).toEqual(Array.from({ length: 1_000 }, (_, id) => id));
  expect(Math.max(...reading.batches.map(({ out }) => out.length))).toBe(256);
  await reading.stop();
});

test('with `count` it ends', async () => {
  const { clock, source } = open({ interval: 10, count: 3 });
  const reading = await startReading(source);
  await clock.advance(100);
  expect(idsOf(reading.batches)).toEqual([0, 1, 2]);
  expect(reading.hasEnded).toBe(true);
});

test('a stop ends the wait at once', async () => {
  const { source } = open({ interval: 1_000_000 });
  const reading = await startReading(source);
  await reading.stop();
  expect(reading.hasEnded).toBe(true);
});

test('a stop before the first batch ends it; it can be closed twice', async () => {
  const { source } = open({ interval: 10 });
  for await (const batch of source.read(AbortSignal.abort())) expect.unreachable(`${batch.out.length}`);
  await source.close();
  await source.close();
});

test('it goes on from any position: the ids go on, and so does the count', async () => {
  const first = open({ interval: 10, count: 5 });
  const reading = await startReading(first.source);
  await first.clock.advance(30);
  const { position } = reading.batches.at(-1)!;
  await reading.stop();
  expect(JSON.parse(JSON.stringify(position))).toEqual(position);
  const second = open({ interval: 10, count: 5 }, { position });
  const resumed = await startReading(second.source);
  await second.clock.advance(100);
  expect(idsOf(resumed.batches)).toEqual([3, 4]);
  expect(metronomeConnector.describePosition!({ id: 1234, left: null }, {})).toBe('1,234 events given');
});

test('the real clock keeps time, too', async () => {
  const source = createMetronomeSource({ interval: 1, count: 20 }, sourceContext());
  expect(idsOf(await readAll(source))).toHaveLength(20);
});
