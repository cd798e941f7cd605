import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { Batch } from '../../../src/runtime/api.ts';
import type {
  ConnectorDefinition,
  Json,
  Sink,
  SinkContext,
  Source,
  Value,
} from '../../../src/runtime/api.ts';
import type { FlowOptions, RunningFlow } from '../../../src/runtime/engine/flow.ts';
import type { FlowPlan, PipelinePlan } from '../../../src/runtime/plan.ts';
import { EMPTY_RECORD } from '../../../src/runtime/value/value.ts';
import { createManualClock } from '../../connectors/s3/manual-clock.ts';
import type { ManualClock } from '../../connectors/s3/manual-clock.ts';
import { connector, loggerOf, planOf, start } from '../../kit/flow.ts';
import { memoryStore, newDisk } from '../../kit/memory-store.ts';

/** A source of batches that stays open until the test ends it or the flow stops; its position counts batches. */
function openSource(batches: readonly (readonly Value[])[]): {
  readonly definition: ConnectorDefinition;
  end(): void;
} {
  let end: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => (end = resolve));
  const definition = connector('source', {
    createSource: async (_config, { position }): Promise<Source> => ({
      async *read(stop) {
        for (let at = (position as number | null) ?? 0; at < batches.length; at++) {
          const out = new Batch({ uri: 'test:' }, 0n);
          batches[at]!.forEach((value, index) => out.push(value, EMPTY_RECORD, index));
          yield { out, err: null, position: at + 1 };
        }
        await Promise.race([
          ended,
          new Promise<void>((resolve) => stop.addEventListener('abort', () => resolve(), { once: true })),
        ]);
      },
      close: async () => undefined,
    }),
  });
  return { definition, end: () => end() };
}

/** A sink that keeps what it gets; it goes on from what it had at the last checkpoint. */
function keeping(
  write?: (batch: Batch, context: SinkContext) => void | Promise<void>,
): ConnectorDefinition & { readonly values: readonly Value[] } {
  const seen: { values: Value[] } = { values: [] };
  const definition = connector('sink', {
    async createSink(_config, context): Promise<Sink> {
      seen.values = [...((context.restored as Value[] | null) ?? [])];
      return {
        write(batch) {
          seen.values.push(...batch.values);
          return write?.(batch, context);
        },
        snapshot: async () => [...seen.values] as Json,
        finish: async () => void seen.values.push('finish'),
        close: async () => undefined,
      };
    },
  });
  return {
    ...definition,
    get values() {
      return seen.values;
    },
  };
}

/** A pipeline that holds events back until the next tick or the flush, and then says what it holds, as `name[…]`. */
function holding(name: string, needsTicks = true): PipelinePlan {
  return {
    name,
    inputs: ['in'],
    outputs: ['out', 'err'],
    create() {
      let held: Value[] = [];
      const letGo = (out: { port(index: number): Batch }): void => {
        if (held.length > 0) out.port(0).push(`${name}[${held.map(String).join(' ')}]`, EMPTY_RECORD, -1);
        held = [];
      };
      return {
        inputs: ['in'],
        outputs: ['out', 'err'],
        needsTicks,
        push: (_port, batch) => void held.push(...batch.values),
        tick: (_nowNs, out) => letGo(out),
        flush: (_nowNs, out) => letGo(out),
        capture: () => new Map<string, Value>([[`${name}/held`, [...held]]]),
        restore(state) {
          held = [...((state as ReadonlyMap<string, Value[]>).get(`${name}/held`) ?? [])];
        },
      };
    },
  };
}

function run(
  plan: FlowPlan,
  options: Partial<FlowOptions> = {},
): {
  readonly flow: RunningFlow;
  readonly clock: ManualClock;
  readonly settle: () => Promise<void>;
  readonly advance: (ms: number) => Promise<void>;
} {
  const clock = createManualClock();
  const flow = start(plan, { clock, ...options });
  flow.done.catch(() => undefined);
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 20; turn++) await nextTurn();
  };
  return {
    flow,
    clock,
    settle,
    async advance(ms) {
      clock.advance(ms);
      await settle();
    },
  };
}

const THROUGH_A = ['connector/in/out -> pipeline/a/in', 'pipeline/a/out -> connector/out/in'];

test('every 100 ms what a pipeline holds back may come out', async () => {
  const source = openSource([[1, 2], [3]]);
  const out = keeping();
  const { flow, settle, advance } = run(planOf({ in: source.definition, out }, THROUGH_A, [holding('a')]));
  await settle();
  await advance(99);
  expect(out.values).toEqual([]);
  await advance(1);
  expect(out.values).toEqual(['a[1 2 3]']);
  await advance(1_000);
  expect(out.values).toEqual(['a[1 2 3]']);
  source.end();
  await flow.done;
});

test('a flow of which no part looks at the time has no timer', async () => {
  const source = openSource([[1]]);
  const out = keeping();
  const pipeline = holding('a', false);
  const { flow, clock, settle } = run(planOf({ in: source.definition, out }, THROUGH_A, [pipeline]));
  await settle();
  expect(clock.pending).toBe(0);
  source.end();
  await flow.done;
  expect(out.values).toEqual(['a[1]', 'finish']);
});

test('at the end of input everything is let go, along the links, before sinks finish', async () => {
  const source = openSource([[1, 2]]);
  const out = keeping();
  const links = [
    'pipeline/b/out -> connector/out/in',
    'pipeline/a/out -> pipeline/b/in',
    'connector/in/out -> pipeline/a/in',
  ];
  const pipelines = [holding('b', false), holding('a', false)];
  const { flow } = run(planOf({ in: source.definition, out }, links, pipelines));
  source.end();
  await flow.done;
  expect(out.values).toEqual(['b[a[1 2]]', 'finish']);
});

test('a tick goes through pipelines that stand behind one another in one go', async () => {
  const source = openSource([[1]]);
  const out = keeping();
  const links = [
    'pipeline/b/out -> connector/out/in',
    'pipeline/a/out -> pipeline/b/in',
    'connector/in/out -> pipeline/a/in',
  ];
  const { flow, settle, advance } = run(
    planOf({ in: source.definition, out }, links, [holding('b'), holding('a')]),
  );
  await settle();
  await advance(100);
  expect(out.values).toEqual(['b[a[1]]']);
  flow.stop();
  await flow.done;
});

test('no tick begins before what came out at the last one has been accepted', async () => {
  const source = openSource([[1]]);
  let release: () => void = () => undefined;
  const out = keeping(() => new Promise<void>((resolve) => (release = resolve)));
  let ticks = 0;
  const counting: PipelinePlan = {
    ...holding('a'),
    create() {
      const pipeline = holding('a').create();
      return {
        ...pipeline,
        tick(nowNs, output) {
          ticks++;
          pipeline.tick(nowNs, output);
        },
      };
    },
  };
  const { flow, settle, advance } = run(planOf({ in: source.definition, out }, THROUGH_A, [counting]));
  await settle();
  await advance(500);
  expect(ticks).toBe(1);
  release();
  await settle();
  await advance(100);
  expect(ticks).toBe(2);
  source.end();
  await flow.done;
});

test('what was let go on a clean stop is not let go again by the next run', async () => {
  const disk = newDisk();
  const outputs: (readonly Value[])[] = [];
  for (const more of [[[1, 2]], [[1, 2], [3]]]) {
    const source = openSource(more);
    const out = keeping();
    const plan = planOf({ in: source.definition, out }, THROUGH_A, [holding('a')]);
    const { flow, settle } = run(plan, { state: { store: memoryStore(disk), intervalMs: 1_000 } });
    await settle();
    flow.stop();
    await flow.done;
    outputs.push(out.values);
  }
  expect(outputs).toEqual([
    ['a[1 2]', 'finish'],
    ['a[1 2]', 'finish', 'a[3]', 'finish'],
  ]);
});

test('what is held back at a kill is held again by the next run', async () => {
  const disk = newDisk();
  const first = openSource([[1, 2]]);
  const killed = run(planOf({ in: first.definition, out: keeping() }, THROUGH_A, [holding('a', false)]), {
    state: { store: memoryStore(disk), intervalMs: 1_000 },
  });
  await killed.settle();
  await killed.advance(1_000);
  killed.flow.abort(new Error('killed'));
  await expect(killed.flow.done).rejects.toThrow('killed');

  const second = openSource([[1, 2], [3]]);
  const out = keeping();
  const { flow } = run(planOf({ in: second.definition, out }, THROUGH_A, [holding('a', false)]), {
    state: { store: memoryStore(disk), intervalMs: 1_000 },
  });
  second.end();
  await flow.done;
  expect(out.values).toEqual(['a[1 2 3]', 'finish']);
});

test('a checkpoint waits until what came out at a tick has been accepted', async () => {
  const disk = newDisk();
  const source = openSource([[1]]);
  let release: () => void = () => undefined;
  const out = keeping(() => new Promise<void>((resolve) => (release = resolve)));
  const { flow, settle, advance } = run(planOf({ in: source.definition, out }, THROUGH_A, [holding('a')]), {
    state: { store: memoryStore(disk), intervalMs: 150 },
  });
  await settle();
  await advance(100);
  await advance(100);
  const before = disk.history.length;
  release();
  await settle();
  expect(disk.history.length).toBe(before + 1);
  const last = disk.history.at(-1);
  expect(last !== 'removed' && last?.connectors.map(({ position, state }) => position ?? state)).toEqual([
    1,
    ['a[1]'],
  ]);
  expect(last !== 'removed' && last?.pipelines.get('a')).toEqual(new Map([['a/held', []]]));
  source.end();
  await flow.done;
});

test('a checkpoint is made of a tick at which something came out, also when no source has moved', async () => {
  const disk = newDisk();
  const source = openSource([[1]]);
  const out = keeping();
  const { flow, settle, advance } = run(planOf({ in: source.definition, out }, THROUGH_A, [holding('a')]), {
    state: { store: memoryStore(disk), intervalMs: 90 },
  });
  await settle();
  await advance(90);
  const before = disk.history.length;
  await advance(10);
  expect(out.values).toEqual(['a[1]']);
  await advance(90);
  expect(disk.history.length).toBe(before + 1);
  source.end();
  await flow.done;
});

test.each(['tick', 'flush'])(
  'what a sink refuses again and again, round through a pipeline that holds it, is given up (%s)',
  async (when) => {
    const source = openSource([[1]]);
    const out = keeping((batch, context) => {
      batch.values.forEach((_value, index) => context.refuse(batch, index, 'no'));
    });
    const lines: string[] = [];
    const plan = planOf(
      { in: source.definition, out },
      [...THROUGH_A, 'connector/out/err -> pipeline/a/in'],
      [holding('a', when === 'tick')],
    );
    const { flow, settle, advance } = run(plan, { logger: loggerOf(lines) });
    await settle();
    for (let tick = 0; tick < 10; tick++) await advance(100);
    source.end();
    await flow.done;
    // The first try, and three more with what was refused.
    expect(out.values.filter((value) => value !== 'finish')).toHaveLength(4);
    expect(flow.status().unhandledErrors).toBe(1);
    expect(lines).toEqual([expect.stringContaining('out: no')]);
  },
);

test('a sink that fails at a tick ends the flow', async () => {
  const source = openSource([[1]]);
  const out = keeping(() => Promise.reject(new Error('broken')));
  const { flow, settle, advance } = run(planOf({ in: source.definition, out }, THROUGH_A, [holding('a')]));
  await settle();
  await advance(100);
  await expect(flow.done).rejects.toThrow('broken');
});
