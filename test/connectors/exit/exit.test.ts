import { describe, expect, test } from 'vitest';
import type { Json, SinkContext } from '../../../src/runtime/api.ts';
import { createExitSink } from '../../../src/connectors/exit/sink.ts';
import { exitSettings } from '../../../src/connectors/exit/settings.ts';
import { fromJs } from '../../../src/runtime/value/convert.ts';
import { batchOf, recordSink } from '../../kit/sink-context.ts';
import { manualClock } from '../manual-clock.ts';

function open(config: object = {}, overrides: Partial<SinkContext> = {}) {
  const clock = manualClock();
  const record = recordSink(overrides);
  const sink = createExitSink(exitSettings.parse(config), record.context, clock);
  const write = (value: unknown): void => void sink.write(batchOf([{ value: fromJs(value) }]), 'in');
  return { ...record, clock, sink, write };
}

test('any event ends everything at once, cleanly, with code 0', () => {
  const { write, exits } = open();
  write('whatever');
  expect(exits).toEqual([{ graceful: true, code: 0 }]);
});

test('the first event counts', () => {
  const { write, exits } = open({ code: 3 });
  write({ code: 4 });
  write({ code: 5 });
  expect(exits).toEqual([{ graceful: true, code: 4 }]);
});

test('fields of the event count instead of the settings, the others of the settings stay', async () => {
  const { write, exits, clock } = open({ delay: '5s', graceful: false, code: 7 });
  write({ delay: 1_000_000_000, other: true });
  await clock.advance(990);
  expect(exits).toEqual([]);
  await clock.advance(10);
  expect(exits).toEqual([{ graceful: false, code: 7 }]);
});

test.each<[object, string]>([
  [
    { delay: 'soon' },
    '`delay` does not say how to end: expected a duration such as "5s", or an integer of nanoseconds',
  ],
  [{ delay: -1 }, '`delay`'],
  [{ graceful: 'yes' }, '`graceful` does not say how to end: expected a bool'],
  [{ code: 256 }, '`code` does not say how to end: expected an integer from 0 to 255'],
  [{ code: 1.5 }, '`code`'],
])('%j is refused, and nothing ends', (event, words) => {
  const { write, exits, refused } = open();
  write(event);
  expect(refused.map(({ error }) => error)).toEqual([expect.stringContaining(words)]);
  expect(exits).toEqual([]);
  write('this counts');
  expect(exits).toHaveLength(1);
});

describe('while it waits', () => {
  test('a flow that ends by itself ends with the code, not by force', async () => {
    const { write, exits, sink, clock } = open({ delay: '10s', code: 9, graceful: false });
    write(1);
    await sink.finish();
    await sink.close();
    await clock.advance(20_000);
    expect(exits).toEqual([{ graceful: true, code: 9 }]);
  });

  test('closing it takes the wait back', async () => {
    const { write, exits, sink, clock } = open({ delay: '1s' });
    write(1);
    await sink.close();
    await sink.close();
    await clock.advance(2_000);
    expect(exits).toEqual([]);
  });

  const snapshotOf = async (config: object): Promise<Json> => {
    const { write, sink, clock } = open(config);
    write(1);
    await clock.advance(400);
    return JSON.parse(JSON.stringify(await sink.snapshot())) as Json;
  };

  test('a restart goes on waiting', async () => {
    const restored = await snapshotOf({ delay: '1s', code: 2 });
    const { exits, clock } = open({}, { restored });
    await clock.advance(590);
    expect(exits).toEqual([]);
    await clock.advance(10);
    expect(exits).toEqual([{ graceful: true, code: 2 }]);
  });

  test('an end by force is not repeated by a restart', async () => {
    expect(await snapshotOf({ delay: '1s', graceful: false })).toBeNull();
  });

  test('nothing of it is left after a clean stop', async () => {
    const { write, sink } = open();
    write(1);
    await sink.finish();
    expect(await sink.snapshot()).toBeNull();
  });
});
