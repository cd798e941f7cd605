import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { backpressure } from '../../../src/runtime/operators/backpressure.ts';
import { batch } from '../../../src/runtime/operators/batch.ts';
import { bucket } from '../../../src/runtime/operators/bucket.ts';
import { counter } from '../../../src/runtime/operators/counter.ts';
import { percentile } from '../../../src/runtime/operators/percentile.ts';
import { roundrobin } from '../../../src/runtime/operators/roundrobin.ts';
import type { RunningOperator } from './run-operator.ts';
import { runOperator } from './run-operator.ts';

describe('generic::batch', () => {
  const settings = { count: 3, timeout: '1s', form: 'values' };

  test('a tick lets go what is old, and nothing when there is nothing', () => {
    const running = runOperator(batch, settings);
    running.operator.tick!();
    running.at(100);
    running.push('1');
    running.at(1_099);
    running.operator.tick!();
    expect(running.take()).toEqual([]);
    running.at(1_100);
    running.operator.tick!();
    running.operator.tick!();
    expect(running.take()).toEqual(['out [1]']);
  });

  test('the time counts from the first event of each batch', () => {
    const running = runOperator(batch, settings);
    running.push('1');
    running.push('2');
    running.push('3');
    running.at(900);
    running.push('4');
    running.at(1_500);
    running.push('5');
    expect(running.take()).toEqual(['out [1,2,3]']);
    running.operator.flush!();
    running.operator.flush!();
    expect(running.take()).toEqual(['out [4,5]']);
  });

  test('without a timeout it needs no ticks', () => {
    expect('tick' in runOperator(batch, { count: 1 }).operator).toBe(false);
  });

  test('values leave with the metadata of the last event', () => {
    const running = runOperator(batch, { ...settings, count: 2 });
    running.push('1', '{"a":1}');
    running.push('2', '{"b":2}');
    running.push('3');
    running.push('4', '{"c":3}');
    expect(running.take()).toEqual(['out [1,2] $ {"b":2}', 'out [3,4] $ {"c":3}']);
  });

  test('a state that was captured does not change afterwards', () => {
    const running = runOperator(batch, settings);
    running.push('1');
    const state = running.operator.capture!();
    const before = JSON.stringify([...(state as Map<string, unknown>)]);
    running.push('2');
    expect(JSON.stringify([...(state as Map<string, unknown>)])).toBe(before);
  });

  test.each([
    [{}, 'count'],
    [{ count: 0 }, 'count'],
    [{ count: 1, timeout: 'soon' }, 'timeout'],
    [{ count: 1, timeout: 0 }, 'timeout'],
    [{ count: 1, form: 'arrays' }, 'form'],
  ])('%j is refused', (config, setting) => {
    expect(batch.settings.safeParse(config).error?.issues[0]?.path).toEqual([setting]);
  });
});

test('generic::counter counts beyond a checkpoint', () => {
  const running = runOperator(counter);
  running.operator.restore!(41);
  running.push('null');
  expect(running.take()).toEqual(['out {"count":42,"event":null}']);
});

test('qos::roundrobin goes on with fewer outputs than before', () => {
  const running = runOperator(roundrobin, { outputs: ['a', 'b'] });
  running.operator.restore!(5);
  running.push('1');
  expect(running.take()).toEqual(['b 1']);
});

test.each([
  [[], ['outputs']],
  [
    ['a', 'a'],
    ['outputs', 1],
  ],
  [['err'], ['outputs', 0]],
])('qos::roundrobin with outputs %j is refused', (outputs, path) => {
  expect(roundrobin.settings.safeParse({ outputs }).error?.issues[0]?.path).toEqual(path);
});

describe('grouper::bucket', () => {
  const ports = (running: RunningOperator): string[] => running.take().map((line) => line.split(' ')[0]!);

  test.each([
    ['{"class":1,"rate":1}', '`$class` must be a string, found an integer'],
    ['{"class":"a"}', '`$rate` is not set: a number of events'],
    ['{"class":"a","rate":"5"}', '`$rate` must be a number, found a string'],
    ['{"class":"a","rate":-1}', '`$rate` must be from 0 to 9007199254740991, found -1'],
    ['{"class":"a","rate":1,"windows":0}', '`$windows` must be from 1 to 10000, found 0'],
    ['{"class":"a","rate":1,"time_range":true}', '`$time_range` must be a number, found a bool'],
    ['{"class":"a","rate":1,"cardinality":0.5}', '`$cardinality` must be from 1 to 1000000, found 0.5'],
  ])('%s goes to err', (meta, error) => {
    const running = runOperator(bucket);
    running.push('1', meta);
    expect(running.take()).toEqual([`err 1 $ ${meta}: ${error}`]);
  });

  test('equal dimensions are one, whatever the order of their fields', () => {
    const running = runOperator(bucket);
    running.push('1', '{"class":"a","rate":1,"dimensions":{"x":1,"y":[2]}}');
    running.push('1', '{"class":"a","rate":1,"dimensions":{"y":[2],"x":1}}');
    running.push('1', '{"class":"a","rate":1,"dimensions":"null"}');
    running.push('1', '{"class":"a","rate":1}');
    expect(ports(running)).toEqual(['out', 'overflow', 'out', 'out']);
  });

  test('beyond the cardinality, what was not seen the longest is forgotten', () => {
    const running = runOperator(bucket);
    for (const each of ['x', 'y', 'x', 'z', 'x', 'y']) {
      running.push('1', `{"class":"a","rate":1,"cardinality":2,"dimensions":"${each}"}`);
    }
    expect(ports(running)).toEqual(['out', 'out', 'overflow', 'out', 'overflow', 'out']);
  });

  test('as many classes as are allowed', () => {
    const running = runOperator(bucket, { max_classes: 1 });
    for (const each of ['a', 'b', 'a']) running.push('1', `{"class":"${each}","rate":1}`);
    expect(ports(running)).toEqual(['out', 'out', 'out']);
  });

  test('a new limit counts at once', () => {
    const running = runOperator(bucket);
    for (const rate of [1, 1, 3, 3, 3]) running.push('1', `{"class":"a","rate":${rate}}`);
    expect(ports(running)).toEqual(['out', 'overflow', 'out', 'out', 'overflow']);
  });

  test('within any span no more than the rate pass, and no fewer than the slots allow', () => {
    const gaps = fc.array(fc.nat(400), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(
        gaps,
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 20 }),
        (waits, rate, slots) => {
          const running = runOperator(bucket);
          let atMs = 0;
          const passed: number[] = [];
          for (const wait of waits) {
            atMs += wait;
            running.at(atMs);
            running.push('1', `{"class":"a","rate":${rate},"windows":${slots}}`);
            const recent = passed.filter((ms) => ms > atMs - 1_000).length;
            const older = passed.filter((ms) => ms > atMs - 1_000 + 1_000 / slots).length;
            const hasPassed = ports(running)[0] === 'out';
            if (hasPassed) {
              // A slot goes as a whole, up to its own length too early.
              expect(older).toBeLessThan(rate);
              passed.push(atMs);
            } else {
              expect(recent).toBeGreaterThanOrEqual(rate);
            }
          }
        },
      ),
    );
  });
});

describe('qos::backpressure', () => {
  const open = (config: object = {}): RunningOperator =>
    runOperator(backpressure, { timeout: '100ms', steps: [50, 200], ...config });

  /** One event at `ms`, delivered after `latencyMs`; where it went. */
  const send = (running: RunningOperator, ms: number, latencyMs: number): string => {
    running.at(ms);
    running.push('1');
    const [port] = running.take()[0]!.split(' ');
    running.at(ms + latencyMs);
    running.deliver(latencyMs);
    return port!;
  };

  test('backs off step by step while it is slow, and is well again after one that is fast', () => {
    const running = open();
    expect(send(running, 0, 100)).toBe('out');
    expect(send(running, 200, 101)).toBe('out'); // slow: until 351
    expect(send(running, 350, 0)).toBe('overflow');
    expect(send(running, 351, 150)).toBe('out'); // slow again: until 701
    expect(send(running, 700, 0)).toBe('overflow');
    expect(send(running, 701, 150)).toBe('out'); // the longest step again: until 1051
    expect(send(running, 1_050, 0)).toBe('overflow');
    expect(send(running, 1_051, 10)).toBe('out'); // fast
    expect(send(running, 1_062, 150)).toBe('out'); // slow: the first step, until 1262
    expect(send(running, 1_261, 0)).toBe('overflow');
    expect(send(running, 1_262, 0)).toBe('out');
  });

  test('deliveries that were under way when it began count once', () => {
    const running = open();
    running.push('1');
    running.at(150);
    running.deliver(150);
    running.at(160);
    expect((running.operator.capture!() as Map<string, unknown>).get('step')).toBe(0);
    running.deliver(160);
    expect((running.operator.capture!() as Map<string, unknown>).get('step')).toBe(0);
  });

  test('`pause` holds back the source, and discards nothing', () => {
    const running = open({ method: 'pause' });
    running.push('1');
    running.at(150);
    expect(running.deliver(150)).toBe(50);
    running.at(170);
    running.push('2');
    expect(running.take()).toEqual(['out 1', 'out 2']);
    expect(running.deliver(1)).toBe(30);
    running.at(200);
    running.push('3');
    expect(running.deliver(1)).toBe(0);
  });

  test('goes on backing off after a restart', () => {
    const first = open();
    send(first, 0, 150);
    const second = open();
    second.operator.restore!(first.operator.capture!());
    expect(send(second, 199, 0)).toBe('overflow');
    expect(send(second, 200, 0)).toBe('out');
  });

  test.each([
    [{ steps: [] }, ['steps']],
    [{ steps: [100, 50] }, ['steps', 1]],
    [{ method: 'stop' }, ['method']],
    [{ timeout: -1 }, ['timeout']],
  ])('%j is refused', (config, path) => {
    const given = { timeout: 1, ...config };
    expect(backpressure.settings.safeParse(given).error?.issues[0]?.path).toEqual(path);
  });
});

describe('qos::percentile', () => {
  const open = (): RunningOperator =>
    runOperator(percentile, { timeout: '100ms', step_down: 0.5, step_up: 0.25 });
  const passing = (running: RunningOperator, events: number): number => {
    for (let n = 0; n < events; n++) running.push('1');
    return running.take().filter((line) => line.startsWith('out')).length;
  };

  test('the share goes down after a slow delivery, and up after a fast one', () => {
    const running = open();
    expect(passing(running, 100)).toBe(100);
    running.deliver(101);
    expect(passing(running, 100)).toBe(50);
    running.deliver(100);
    expect(passing(running, 100)).toBe(75);
    running.deliver(1);
    passing(running, 1);
    running.deliver(1);
    expect(passing(running, 100)).toBe(100);
  });

  test('something always passes', () => {
    const running = open();
    for (let n = 0; n < 10; n++) {
      passing(running, 10);
      running.deliver(1_000);
    }
    expect(passing(running, 100)).toBe(25);
  });
});
