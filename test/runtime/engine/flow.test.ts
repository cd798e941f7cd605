import { expect, test } from 'vitest';
import { EnvironmentError } from '../../../src/runtime/errors.ts';
import { Batch } from '../../../src/runtime/api.ts';
import type {
  ConnectorDefinition,
  Sink,
  SinkContext,
  Source,
  SourceBatch,
} from '../../../src/runtime/api.ts';
import type { PipelinePlan } from '../../../src/runtime/plan.ts';
import { EMPTY_RECORD } from '../../../src/runtime/value/value.ts';
import type { Value } from '../../../src/runtime/value/value.ts';
import { connector, loggerOf, planOf, start } from '../../kit/flow.ts';

const ORIGIN = { uri: 'test:' };

function batchOf(...values: Value[]): Batch {
  const batch = new Batch(ORIGIN, 0n);
  values.forEach((value, index) => batch.push(value, EMPTY_RECORD, index));
  return batch;
}

/** A source of these batches; `hold` keeps it open after the last one until it is stopped. */
function sourceOf(
  batches: readonly Value[][],
  options: { hold?: boolean; err?: Value[] } = {},
): ConnectorDefinition {
  return connector('source', {
    createSource: async (): Promise<Source> => ({
      async *read(stop): AsyncIterable<SourceBatch> {
        for (const values of batches) {
          yield {
            out: batchOf(...values),
            err: options.err ? batchOf(...options.err) : null,
            position: null,
          };
        }
        if (options.hold === true && !stop.aborted) {
          await new Promise<void>((resolve) =>
            stop.addEventListener('abort', () => resolve(), { once: true }),
          );
        }
      },
      close: async () => undefined,
    }),
  });
}

interface Recorded {
  readonly values: Value[];
  readonly log: string[];
}

/** A sink that remembers what it got; `write` may be given to hold back, refuse or fail. */
function recordingSink(
  write?: (batch: Batch, context: SinkContext) => void | Promise<void>,
): ConnectorDefinition & { seen: Recorded } {
  const seen: Recorded = { values: [], log: [] };
  const definition = connector('sink', {
    createSink: async (_config: unknown, context: SinkContext): Promise<Sink> => ({
      write: (batch) => {
        seen.values.push(...batch.values);
        return write?.(batch, context);
      },
      snapshot: async () => null,
      finish: async () => void seen.log.push('finish'),
      close: async () => void seen.log.push('close'),
    }),
  });
  return Object.assign(definition, { seen });
}

/** A pipeline that sends odd integers to `out` and all others to `err`. */
const ODD: PipelinePlan = {
  name: 'odd',
  inputs: ['in'],
  outputs: ['out', 'err'],
  create: () => ({
    inputs: ['in'],
    outputs: ['out', 'err'],
    push(_port, batch, out) {
      batch.values.forEach((value, index) => {
        const port = typeof value === 'number' && value % 2 === 1 ? 0 : 1;
        out.port(port).push(value, batch.metas[index]!, batch.offsets[index]!);
      });
    },
    needsTicks: false,
    tick: () => undefined,
    flush: () => undefined,
    capture: () => null,
    restore: () => undefined,
  }),
};

test('events go from source to sink in order, then the sink finishes and closes', async () => {
  const sink = recordingSink();
  await start(planOf({ a: sourceOf([[1, 2], [3]]), b: sink }, ['connector/a/out -> connector/b/in'])).done;
  expect(sink.seen).toEqual({ values: [1, 2, 3], log: ['finish', 'close'] });
});

test('a pipeline sends each port its own way', async () => {
  const odd = recordingSink();
  const rest = recordingSink();
  const plan = planOf(
    { a: sourceOf([[1, 2, 3, 4]]), odd, rest },
    [
      'connector/a/out -> pipeline/odd/in',
      'pipeline/odd/out -> connector/odd/in',
      'pipeline/odd/err -> connector/rest/in',
    ],
    [ODD],
  );
  await start(plan).done;
  expect([odd.seen.values, rest.seen.values]).toEqual([
    [1, 3],
    [2, 4],
  ]);
});

test('a sink that wants no more holds its source back', async () => {
  let release!: () => void;
  const gate = new Promise<void>((resolve) => (release = resolve));
  const sink = recordingSink(() => gate);
  let yielded = 0;
  const counting = connector('source', {
    createSource: async (): Promise<Source> => ({
      async *read() {
        for (let n = 0; n < 5; n++) {
          yielded++;
          yield { out: batchOf(n), err: null, position: null };
        }
      },
      close: async () => undefined,
    }),
  });
  const flow = start(planOf({ a: counting, b: sink }, ['connector/a/out -> connector/b/in']));
  while (sink.seen.values.length === 0) await Promise.resolve();
  for (let turn = 0; turn < 100; turn++) await Promise.resolve();
  expect(yielded).toBe(1);
  release();
  await flow.done;
  expect(sink.seen.values).toEqual([0, 1, 2, 3, 4]);
});

test('two sources share a sink without mixing their batches up', async () => {
  let running = 0;
  const sink = recordingSink(async () => {
    expect(++running).toBe(1);
    await Promise.resolve();
    running--;
  });
  const plan = planOf({ a: sourceOf([[1], [2]]), b: sourceOf([[10], [20]]), c: sink }, [
    'connector/a/out -> connector/c/in',
    'connector/b/out -> connector/c/in',
  ]);
  await start(plan).done;
  expect(sink.seen.values.toSorted((x, y) => Number(x) - Number(y))).toEqual([1, 2, 10, 20]);
});

test('what a sink refuses goes to its `err` port with error, origin and event', async () => {
  const picky = recordingSink((batch, context) => context.refuse(batch, 0, 'not this one'));
  const dead = recordingSink();
  const plan = planOf({ a: sourceOf([['x', 'y']]), picky, dead }, [
    'connector/a/out -> connector/picky/in',
    'connector/picky/err -> connector/dead/in',
  ]);
  const flow = start(plan);
  await flow.done;
  expect(dead.seen.values).toHaveLength(1);
  const [event] = dead.seen.values as [ReadonlyMap<string, Value>];
  expect([event.get('error'), event.get('event'), event.get('source')]).toEqual([
    'not this one',
    'x',
    'picky',
  ]);
  expect(flow.status().connectors.find(({ name }) => name === 'picky')!.counters).toMatchObject({
    errors: 1,
    eventsOut: 1,
  });
});

test('an event that goes round from `err` to the sink that refuses it ends the round', async () => {
  const lines: string[] = [];
  const picky = recordingSink((batch, context) => {
    for (let index = 0; index < batch.length; index++) context.refuse(batch, index, 'never');
  });
  const plan = planOf({ a: sourceOf([['x']]), picky }, [
    'connector/a/out -> connector/picky/in',
    'connector/picky/err -> connector/picky/in',
  ]);
  const flow = start(plan, { logger: loggerOf(lines) });
  await flow.done;
  expect(flow.status().unhandledErrors).toBe(1);
  expect(lines).toEqual([expect.stringMatching(/^warn: picky: never/)]);
});

test('error events that nothing takes are counted and logged once', async () => {
  const lines: string[] = [];
  const error = new Map<string, Value>([['error', 'bad line']]);
  const plan = planOf({ a: sourceOf([[1], [2], [3]], { err: [error] }), b: recordingSink() }, [
    'connector/a/out -> connector/b/in',
  ]);
  const flow = start(plan, { logger: loggerOf(lines) });
  await flow.done;
  expect(flow.status().unhandledErrors).toBe(3);
  expect(lines).toEqual([
    'warn: a: bad line [test: at byte 0]',
    'warn: a: bad line [test: at byte 0] (the newest of 2)',
  ]);
});

test('`onError: stop` fails the flow at the first of them', async () => {
  const error = new Map<string, Value>([['error', 'bad line']]);
  const sink = recordingSink();
  const flow = start(
    planOf({ a: sourceOf([[1], [2]], { err: [error] }), b: sink }, ['connector/a/out -> connector/b/in']),
    {
      onError: 'stop',
    },
  );
  await expect(flow.done).rejects.toThrow('bad line');
  expect(sink.seen.log).toEqual(['close']);
});

test('a stopped flow finishes its sinks', async () => {
  const sink = recordingSink();
  const flow = start(
    planOf({ a: sourceOf([[1]], { hold: true }), b: sink }, ['connector/a/out -> connector/b/in']),
  );
  while (sink.seen.values.length === 0) await Promise.resolve();
  flow.stop();
  flow.stop();
  await flow.done;
  expect(sink.seen).toEqual({ values: [1], log: ['finish', 'close'] });
  expect(flow.status().state).toBe('ended');
});

test('an aborted flow completes nothing and reports why', async () => {
  const sink = recordingSink(() => new Promise<void>(() => undefined));
  const flow = start(planOf({ a: sourceOf([[1]]), b: sink }, ['connector/a/out -> connector/b/in']));
  while (sink.seen.values.length === 0) await Promise.resolve();
  flow.abort(new Error('enough'));
  await expect(flow.done).rejects.toThrow('enough');
  expect(sink.seen.log).toEqual(['close']);
});

test('a stop that takes too long ends the flow by force', async () => {
  const sink = recordingSink(() => new Promise<void>(() => undefined));
  const flow = start(planOf({ a: sourceOf([[1]]), b: sink }, ['connector/a/out -> connector/b/in']), {
    stopBudgetMs: 1,
  });
  while (sink.seen.values.length === 0) await Promise.resolve();
  flow.stop();
  await expect(flow.done).rejects.toThrow('did not stop within 0.001 s');
});

test('a sink that fails ends the flow with its error; the others are closed', async () => {
  const failing = recordingSink(() => Promise.reject(new Error('no space')));
  const other = recordingSink();
  const plan = planOf({ a: sourceOf([[1], [2]]), failing, other }, [
    'connector/a/out -> connector/failing/in',
    'connector/a/out -> connector/other/in',
  ]);
  await expect(start(plan).done).rejects.toThrow('no space');
  expect([failing.seen.log, other.seen.log]).toEqual([['close'], ['close']]);
});

test('a connector that cannot be created ends the flow before it starts', async () => {
  const broken = connector('source', {
    createSource: () => Promise.reject(new EnvironmentError('no such file')),
  });
  const sink = recordingSink();
  await expect(
    start(planOf({ a: broken, b: sink }, ['connector/a/out -> connector/b/in'])).done,
  ).rejects.toThrow(EnvironmentError);
  expect(sink.seen).toEqual({ values: [], log: ['close'] });
});

test('counts events in and out', async () => {
  const flow = start(
    planOf({ a: sourceOf([[1, 2, 3]]), b: recordingSink() }, ['connector/a/out -> connector/b/in']),
  );
  await flow.done;
  expect(flow.status().connectors.map(({ counters }) => [counters.eventsIn, counters.eventsOut])).toEqual([
    [3, 0],
    [0, 3],
  ]);
});

test('a source that always has something at hand leaves room for timers and signals', async () => {
  let served = false;
  let batches = 0;
  const endless = connector('source', {
    createSource: async (): Promise<Source> => ({
      async *read(): AsyncIterable<SourceBatch> {
        setTimeout(() => (served = true), 1);
        // Without room it would go on for ever.
        for (; !served && batches < 5_000_000; batches++) {
          yield { out: batchOf(batches), err: null, position: null };
        }
      },
      close: async () => undefined,
    }),
  });
  const sink = connector('sink', {
    createSink: async (): Promise<Sink> => ({
      write: () => undefined,
      snapshot: async () => null,
      finish: async () => undefined,
      close: async () => undefined,
    }),
  });
  await start(planOf({ a: endless, b: sink }, ['connector/a/out -> connector/b/in'])).done;
  expect(served).toBe(true);
});

/** Gives a value at its end; that comes when the engine says so. */
function observer(): ConnectorDefinition {
  return connector('source', {
    createSource: async (): Promise<Source> => ({
      isObserver: true,
      async *read(stop): AsyncIterable<SourceBatch> {
        await new Promise<void>((resolve) => stop.addEventListener('abort', () => resolve(), { once: true }));
        yield { out: batchOf('the end'), err: null, position: null };
      },
      close: async () => undefined,
    }),
  });
}

test('a source that tells about the others ends when they have, and what it then says arrives', async () => {
  const sink = recordingSink();
  const plan = planOf({ a: sourceOf([[1], [2]]), b: observer(), c: observer(), sink }, [
    'connector/a/out -> connector/sink/in',
    'connector/b/out -> connector/sink/in',
    'connector/c/out -> connector/sink/in',
  ]);
  await start(plan).done;
  expect(sink.seen.values).toEqual([1, 2, 'the end', 'the end']);
});

test('where there are no others it goes on until the flow is stopped', async () => {
  const sink = recordingSink();
  const flow = start(planOf({ b: observer(), sink }, ['connector/b/out -> connector/sink/in']));
  let hasEnded = false;
  void flow.done.then(() => (hasEnded = true));
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
  expect(hasEnded).toBe(false);
  flow.stop();
  await flow.done;
  expect(sink.seen.values).toEqual(['the end']);
});
