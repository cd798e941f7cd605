import { describe, expect, test } from 'vitest';
import type { Position, SourceBatch } from '../../../src/runtime/api.ts';
import { crononomeConnector } from '../../../src/connectors/crononome/index.ts';
import { parseSchedule } from '../../../src/connectors/crononome/schedule.ts';
import type { CrononomeSettings } from '../../../src/connectors/crononome/settings.ts';
import { crononomeSettings } from '../../../src/connectors/crononome/settings.ts';
import { createCrononomeSource } from '../../../src/connectors/crononome/source.ts';
import { jsonText } from '../../../src/runtime/value/json.ts';
import { recordSink } from '../../kit/sink-context.ts';
import { sourceContext } from '../../kit/source-context.ts';
import { NOON, manualClock, startReading } from '../manual-clock.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

function open(config: unknown, { at = NOON, position = null as Position } = {}) {
  const clock = manualClock(at);
  const { logged, context } = recordSink();
  const settings: CrononomeSettings = crononomeSettings.parse(config);
  const source = createCrononomeSource(
    settings,
    sourceContext({ now: clock.nowNs, logger: context.logger, position }),
    clock,
  );
  return { clock, source, logged };
}

/** `name@time` of each event, by the time for which it is. */
function firedOf(batches: readonly SourceBatch[]): string[] {
  return batches.flatMap(({ out }) =>
    out.metas.map((meta) => {
      const { trigger, due_ns } = Object.fromEntries(meta.get('crononome') as Map<string, unknown>);
      const due = new Date(Number(BigInt(due_ns as number) / 1_000_000n)).toISOString();
      return `${String((trigger as Map<string, unknown>).get('name'))}@${due.slice(5, 19)}`;
    }),
  );
}

const every = (seconds: number): unknown => ({ entries: [{ name: 'a', expr: `*/${seconds} * * * * *` }] });
const NOON_DAILY = { name: 'noon', expr: '0 12 * * *' };

test('an event says what it is, and carries the payload as it stands', async () => {
  const { clock, source } = open({
    entries: [{ name: 'x', expr: '* * * * * *', payload: { a: [1, 2.5] } }],
  });
  const reading = await startReading(source);
  await clock.advance(1_000);
  const { out } = reading.batches.at(-1)!;
  expect(jsonText(out.values[0]!)).toBe(
    '{"connector":"crononome","ingest_ns":1795262401000000000,"id":0,"trigger":{"name":"x","payload":{"a":[1,2.5]}}}',
  );
  expect(jsonText(out.metas[0]!)).toBe(
    '{"crononome":{"trigger":{"name":"x","payload":{"a":[1,2.5]}},"due_ns":1795262401000000000}}',
  );
  await reading.stop();
});

test('each due time once, entries in their order', async () => {
  const { clock, source } = open({
    entries: [
      { name: 'b', expr: '*/2 * * * * *' },
      { name: 'a', expr: '* * * * * *' },
    ],
  });
  const reading = await startReading(source);
  await clock.advance(2_500);
  expect(firedOf(reading.batches)).toEqual(['a@11-21T12:00:01', 'b@11-21T12:00:02', 'a@11-21T12:00:02']);
  await reading.stop();
});

test('in the time zone', async () => {
  const at = Date.UTC(2026, 6, 1, 9, 59, 58);
  const { clock, source } = open({ timezone: 'Europe/Berlin', entries: [NOON_DAILY] }, { at });
  const reading = await startReading(source);
  await clock.advance(3_000);
  expect(firedOf(reading.batches)).toEqual(['noon@07-01T10:00:00']);
  await reading.stop();
});

test('it ends when nothing will be due again', async () => {
  const { clock, source } = open({ entries: [{ name: 'once', expr: '1 0 12 21 11 * 2026' }] });
  const reading = await startReading(source);
  await clock.advance(2_000);
  expect(firedOf(reading.batches)).toEqual(['once@11-21T12:00:01']);
  expect(reading.hasEnded).toBe(true);
});

test('what was due while the flow held back for less than a minute comes afterwards', async () => {
  const { clock, source } = open(every(10));
  const reading = await startReading(source);
  reading.hold();
  await clock.advance(45_000);
  await reading.release();
  await clock.advance(10);
  expect(firedOf(reading.batches)).toHaveLength(4);
  await reading.stop();
});

describe('after a restart', () => {
  const positionAfter = async (config: unknown, ms: number): Promise<Position> => {
    const { clock, source } = open(config);
    const reading = await startReading(source);
    await clock.advance(ms);
    await reading.stop();
    const { position } = reading.batches.at(-1)!;
    expect(JSON.parse(JSON.stringify(position))).toEqual(position);
    return position;
  };
  const firedFrom = async (config: unknown, position: Position, at: number) => {
    const { clock, source, logged } = open(config, { position, at });
    const reading = await startReading(source);
    await clock.advance(10);
    await reading.stop();
    return { fired: firedOf(reading.batches), warned: logged.map(({ message }) => message) };
  };

  test('of less than a minute: nothing is lost or doubled', async () => {
    const position = await positionAfter(every(10), 25_000);
    const { fired, warned } = await firedFrom(every(10), position, NOON + 45_000);
    expect(fired).toEqual(['a@11-21T12:00:30', 'a@11-21T12:00:40']);
    expect(warned).toEqual([]);
  });

  test('the ids go on', async () => {
    const position = await positionAfter(every(10), 25_000);
    expect(position).toEqual({ id: 2, handledMs: NOON + 20_000 });
    expect(crononomeConnector.describePosition!(position, {})).toBe(
      '2 events given, all that were due until 2026-11-21T12:00:20.000Z',
    );
  });

  test('killed before anything was due: that is given, too', async () => {
    const position = await positionAfter({ entries: [NOON_DAILY] }, 1_000);
    const { fired } = await firedFrom({ entries: [NOON_DAILY] }, position, NOON + DAY + 30_000);
    expect(fired).toEqual(['noon@11-22T12:00:00']);
  });

  test('of three days: the latest of each entry, and a warning for what is left out', async () => {
    const config = { entries: [NOON_DAILY, { name: 'year', expr: '@yearly' }] };
    const position = await positionAfter(config, 1_000);
    const { fired, warned } = await firedFrom(config, position, NOON + 3 * DAY + 5 * MINUTE);
    expect(fired).toEqual(['noon@11-24T12:00:00']);
    expect(warned).toEqual([
      'source: `noon` was due at 2026-11-22T12:00:00.000Z and could not be given in time',
    ]);
  });

  test('`all` gives all of them, `none` none', async () => {
    const config = { entries: [NOON_DAILY] };
    const position = await positionAfter(config, 1_000);
    const at = NOON + 3 * DAY + 5 * MINUTE;
    const all = await firedFrom({ ...config, missed: 'all' }, position, at);
    expect(all.fired).toEqual(['noon@11-22T12:00:00', 'noon@11-23T12:00:00', 'noon@11-24T12:00:00']);
    const none = await firedFrom({ ...config, missed: 'none' }, position, at);
    expect(none.fired).toEqual([]);
    expect(none.warned).toHaveLength(1);
  });
});

describe('the clock on the wall', () => {
  test('set back by a little: nothing comes twice', async () => {
    const { clock, source } = open(every(10));
    const reading = await startReading(source);
    await clock.advance(21_000);
    clock.setWall(NOON + 5_000);
    await clock.advance(26_000);
    expect(firedOf(reading.batches)).toEqual(['a@11-21T12:00:10', 'a@11-21T12:00:20', 'a@11-21T12:00:30']);
    await reading.stop();
  });

  test('set back by years: it was wrong before, and says so', async () => {
    const { clock, source, logged } = open(every(30), { at: NOON + 365 * DAY });
    const reading = await startReading(source);
    await clock.advance(31_000);
    clock.setWall(NOON + 1_000);
    await clock.advance(60_000);
    expect(firedOf(reading.batches).map((each) => each.slice(-8))).toEqual(['12:00:30', '12:01:00']);
    expect(logged.map(({ level }) => level)).toEqual(['warn']);
    await reading.stop();
  });

  test('set forward by years: the latest, not millions', async () => {
    const { clock, source } = open(every(1));
    const reading = await startReading(source);
    await clock.advance(1_500);
    clock.setWall(NOON + 10 * 365 * DAY);
    await clock.advance(1_000);
    const fired = firedOf(reading.batches);
    expect(fired.length).toBeLessThan(70);
    expect(new Set(fired).size).toBe(fired.length);
    await reading.stop();
  });
});

test.each([
  ['0 3 * *', 'a cron expression has 5, 6 (seconds first) or 7 (year last) fields, such as "0 3 * * *"'],
  [
    '2026-05-05T00:00:00',
    'a cron expression has 5, 6 (seconds first) or 7 (year last) fields, such as "0 3 * * *"',
  ],
  ['61 * * * *', 'not a cron expression: a minute is 0 to 59'],
  ['* * 32 * *', 'not a cron expression: a day of the month is 1 to 31'],
  ['* * * FOO *', 'not a cron expression: `FOO` is no field of one'],
  ['9-5 * * * *', "not a cron expression: from value is larger than to value: '9-5'"],
  ['0 0 30 2 *', 'this is never due'],
])('`%s` is refused', (expression, problem) => {
  expect(parseSchedule(expression, 'UTC')).toBe(problem);
});
