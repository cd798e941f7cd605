import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { Batch } from '../../../src/runtime/api.ts';
import type {
  ConnectorDefinition,
  Json,
  Sink,
  SinkContext,
  Source,
  Value,
} from '../../../src/runtime/api.ts';
import type { Checkpoint } from '../../../src/runtime/checkpoint/checkpoint.ts';
import type { FlowOptions, RunningFlow } from '../../../src/runtime/engine/flow.ts';
import { EnvironmentError } from '../../../src/runtime/errors.ts';
import type { FlowPlan, PipelinePlan } from '../../../src/runtime/plan.ts';
import { EMPTY_RECORD } from '../../../src/runtime/value/value.ts';
import { createManualClock } from '../../connectors/s3/manual-clock.ts';
import { connector, loggerOf, planOf, start } from '../../kit/flow.ts';
import { memoryStore, newDisk } from '../../kit/memory-store.ts';
import type { Disk } from '../../kit/memory-store.ts';

const LINK = ['connector/a/out -> connector/b/in'];
const INTERVAL_MS = 1_000;

/** A source that gives what the test puts in, until the test ends it. */
interface Tap {
  readonly definition: ConnectorDefinition;
  /** Gives a batch; resolves when it has been accepted (the next one is asked for). */
  give(...values: readonly Value[]): Promise<void>;
  end(): void;
  /** Positions that were committed. */
  readonly committed: Json[];
  /** Up to where everything was said to be complete, each time. */
  readonly settled: Json[];
}

function tap(options: { readonly keepsPosition?: boolean; readonly commit?: () => Promise<void> } = {}): Tap {
  const queue: (readonly Value[] | 'end')[] = [];
  const committed: Json[] = [];
  const settled: Json[] = [];
  let wake: () => void = () => undefined;
  const accepted: (() => void)[] = [];
  const put = (what: readonly Value[] | 'end'): void => {
    queue.push(what);
    wake();
  };
  const definition = connector('source', {
    createSource: async (_config, { position }): Promise<Source> => ({
      ...(options.keepsPosition !== undefined && { keepsPosition: options.keepsPosition }),
      async *read(stop) {
        for (let at = (position as number | null) ?? 0; ; at++) {
          while (queue.length === 0 && !stop.aborted) {
            await new Promise<void>((resolve) => {
              wake = resolve;
              stop.addEventListener('abort', () => resolve(), { once: true });
            });
          }
          const next = queue.shift();
          if (next === undefined || next === 'end') return;
          yield { out: batchOf(next), err: null, position: at + 1 };
          accepted.shift()?.();
        }
      },
      async commit(at, settledAt) {
        if (committed.at(-1) !== at) committed.push(at);
        settled.push(settledAt);
        await options.commit?.();
      },
      close: async () => undefined,
    }),
  });
  return {
    definition,
    committed,
    settled,
    give: (...values) =>
      new Promise((resolve) => {
        accepted.push(resolve);
        put(values);
      }),
    end: () => put('end'),
  };
}

function batchOf(values: readonly Value[]): Batch {
  const batch = new Batch({ uri: 'test:' }, 0n);
  values.forEach((value, index) => batch.push(value, EMPTY_RECORD, index));
  return batch;
}

/** A sink that counts what it gets; its state is the count. */
function counting(
  log: string[] = [],
  parts: (context: SinkContext) => Partial<Sink> = () => ({}),
  definition: Partial<ConnectorDefinition> = {},
): ConnectorDefinition {
  return connector('sink', {
    async createSink(_config, context): Promise<Sink> {
      let count = (context.restored as number | null) ?? 0;
      return {
        write: (batch) => void (count += batch.length),
        snapshot: async () => count,
        commit: async () => void log.push(`commit ${count}`),
        finish: async () => void log.push('finish'),
        close: async () => void log.push('close'),
        ...parts(context),
      };
    },
    ...definition,
  });
}

/** A pipeline that passes everything on and counts it. */
function counter(name: string, node = 'count'): PipelinePlan {
  return {
    name,
    inputs: ['in'],
    outputs: ['out', 'err'],
    create() {
      let count = 0;
      return {
        inputs: ['in'],
        outputs: ['out', 'err'],
        push(_port, batch, out) {
          count += batch.length;
          batch.values.forEach((value, index) => out.port(0).push(value, batch.metas[index]!, index));
        },
        needsTicks: false,
        tick: () => undefined,
        flush: () => undefined,
        capture: () => new Map<string, Value>([[`${name}/${node}`, count]]),
        restore(state) {
          count =
            ((state as ReadonlyMap<string, Value>).get(`${name}/${node}`) as number | undefined) ?? count;
        },
      };
    },
  };
}

interface Running {
  readonly flow: RunningFlow;
  readonly disk: Disk;
  /** Time goes on, and whatever follows from it happens. */
  advance(ms: number): Promise<void>;
  settle(): Promise<void>;
}

function run(plan: FlowPlan, disk = newDisk(), options: Partial<FlowOptions> = {}): Running {
  const clock = createManualClock();
  const flow = start(plan, {
    state: { store: memoryStore(disk), intervalMs: INTERVAL_MS },
    clock,
    ...options,
  });
  flow.done.catch(() => undefined);
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 20; turn++) await nextTurn();
  };
  return {
    flow,
    disk,
    settle,
    async advance(ms) {
      clock.advance(ms);
      await settle();
    },
  };
}

/** `a=2 b=5`: positions of sources, states of sinks. */
function shown(checkpoint: Checkpoint | 'removed' | undefined): string | undefined {
  if (checkpoint === undefined || checkpoint === 'removed') return checkpoint;
  return checkpoint.connectors
    .map(({ name, position, state }) => `${name}=${JSON.stringify(position ?? state)}`)
    .join(' ');
}

const history = ({ disk }: Running): (string | undefined)[] => disk.history.map(shown);

describe('when a checkpoint is made', () => {
  test('once before the first event, then an interval after something has moved', async () => {
    const a = tap();
    const running = run(planOf({ a: a.definition, b: counting() }, LINK));
    await running.settle();
    expect(history(running)).toEqual(['a=null b=0']);
    await running.advance(10 * INTERVAL_MS);
    expect(history(running)).toHaveLength(1);
    await a.give(1, 2);
    await a.give(3);
    await running.advance(INTERVAL_MS - 1);
    expect(history(running)).toHaveLength(1);
    await running.advance(1);
    expect(history(running)).toEqual(['a=null b=0', 'a=2 b=3']);
    await running.advance(10 * INTERVAL_MS);
    expect(history(running)).toHaveLength(2);
    expect(running.flow.status().checkpoints).toMatchObject({ made: 2, lastDurationMs: 0 });
    running.flow.stop();
    await running.flow.done;
  });

  test('at once when somebody asks, also when nothing has moved; one more for all who ask meanwhile', async () => {
    const a = tap();
    let context!: SinkContext;
    let release: () => void = () => undefined;
    const b = counting([], (given) => {
      context = given;
      return { commit: () => new Promise<void>((resolve) => (release = resolve)) };
    });
    const running = run(planOf({ a: a.definition, b }, LINK));
    await running.settle();
    release();
    await running.settle();
    context.checkpointSoon();
    await running.settle();
    expect(history(running)).toHaveLength(2);
    context.checkpointSoon();
    context.checkpointSoon();
    await running.settle();
    // The one before has not been committed yet.
    expect(history(running)).toHaveLength(2);
    release();
    await running.settle();
    release();
    await running.settle();
    expect(history(running)).toHaveLength(3);
    running.flow.abort(new Error('enough'));
    await expect(running.flow.done).rejects.toThrow('enough');
  });

  test('who waits for its source holds nobody up; who is sending is waited for', async () => {
    const [a, idle] = [tap(), tap()];
    let accept: () => void = () => undefined;
    const b = counting([], () => ({ write: () => new Promise<void>((resolve) => (accept = resolve)) }));
    const plan = planOf({ a: a.definition, idle: idle.definition, b }, [
      ...LINK,
      'connector/idle/out -> connector/b/in',
    ]);
    const running = run(plan);
    const given = a.give(1);
    await running.settle();
    accept();
    await given;
    const second = a.give(2);
    await running.settle();
    await running.advance(INTERVAL_MS);
    expect(history(running)).toHaveLength(1);
    accept();
    await second;
    await running.settle();
    expect(history(running)[1]).toBe('a=2 idle=null b=0');
    running.flow.stop();
    await running.flow.done;
  });

  test('two sources that take turns do not keep one from being made', async () => {
    const accepts: (() => void)[] = [];
    const [a, c] = [tap(), tap()];
    const b = counting([], () => ({ write: () => new Promise<void>((resolve) => accepts.push(resolve)) }));
    const running = run(
      planOf({ a: a.definition, c: c.definition, b }, [...LINK, 'connector/c/out -> connector/b/in']),
    );
    const first = a.give(1);
    await running.settle();
    accepts.shift()!();
    await first;
    // `a` is sending when the checkpoint is due; `c` gets its batch only now and has to wait.
    const second = a.give(2);
    await running.settle();
    await running.advance(INTERVAL_MS);
    const other = c.give(10);
    await running.settle();
    expect(accepts).toHaveLength(1);
    accepts.shift()!();
    await second;
    await running.settle();
    expect(history(running)[1]).toBe('a=2 c=null b=0');
    accepts.shift()!();
    await other;
    running.flow.stop();
    await running.flow.done;
  });
});

describe('what follows from it', () => {
  test('sinks are told first, then the sources that have moved', async () => {
    const log: string[] = [];
    const a = tap({ commit: async () => void log.push('source') });
    const still = tap();
    const plan = planOf({ a: a.definition, still: still.definition, b: counting(log) }, [
      ...LINK,
      'connector/still/out -> connector/b/in',
    ]);
    const running = run(plan);
    await running.settle();
    await a.give(1);
    await running.advance(INTERVAL_MS);
    expect(log).toEqual(['commit 0', 'commit 1', 'source']);
    expect([a.committed, still.committed]).toEqual([[1], []]);
    running.flow.stop();
    await running.flow.done;
    expect(log.slice(3)).toEqual(['finish', 'commit 1', 'close']);
    expect(a.committed).toEqual([1]);
  });

  test('a source is told up to where every sink has completed everything, also when that alone has moved', async () => {
    const a = tap();
    let complete = 1;
    const slow = counting([], () => ({ settledSnapshots: () => complete }));
    const plan = planOf({ a: a.definition, b: counting(), slow }, [
      ...LINK,
      'connector/a/out -> connector/slow/in',
    ]);
    const running = run(plan);
    await running.settle();
    for (const value of [1, 2, 3]) {
      await a.give(value);
      await running.advance(INTERVAL_MS);
    }
    expect([a.committed, a.settled]).toEqual([
      [1, 2, 3],
      [null, null, null],
    ]);
    complete = 3;
    await a.give(4);
    await running.advance(INTERVAL_MS);
    expect([a.committed, a.settled.at(-1)]).toEqual([[1, 2, 3, 4], 2]);
    complete = Infinity;
    running.flow.stop();
    await running.flow.done;
    expect([a.committed, a.settled.at(-1)]).toEqual([[1, 2, 3, 4], 4]);
  });

  test('a sink may wait at its end for a commit', async () => {
    const a = tap();
    const b = counting([], (context) => {
      let committed: () => void = () => undefined;
      return {
        async finish() {
          const waiting = new Promise<void>((resolve) => (committed = resolve));
          context.checkpointSoon();
          await waiting;
        },
        commit: async () => committed(),
      };
    });
    const running = run(planOf({ a: a.definition, b }, LINK));
    await a.give(1);
    a.end();
    await running.flow.done;
    // While it waits the position stands: what the sink has is not complete yet.
    expect(history(running).slice(1)).toEqual(['a=1 b=1', 'a=1 b=1', 'removed']);
  });

  test('a commit that fails ends the flow', async () => {
    const a = tap({ commit: () => Promise.reject(new Error('cannot delete')) });
    const running = run(planOf({ a: a.definition, b: counting() }, LINK));
    await a.give(1);
    await running.advance(INTERVAL_MS);
    await expect(running.flow.done).rejects.toThrow('cannot delete');
  });

  test('a checkpoint that cannot be saved ends the flow, and nothing is committed', async () => {
    const a = tap();
    const log: string[] = [];
    const disk = newDisk();
    const store = memoryStore(disk);
    let isFull = false;
    const clock = createManualClock();
    const running = run(planOf({ a: a.definition, b: counting(log) }, LINK), disk, {
      state: {
        store: {
          ...store,
          save: (checkpoint) =>
            isFull ? Promise.reject(new EnvironmentError('no space')) : store.save(checkpoint),
        },
        intervalMs: INTERVAL_MS,
      },
      clock,
    });
    await running.settle();
    isFull = true;
    await a.give(1);
    clock.advance(INTERVAL_MS);
    await expect(running.flow.done).rejects.toThrow(new EnvironmentError('no space'));
    expect([log, a.committed]).toEqual([['commit 0', 'close'], []]);
    expect(history(running)).toEqual(['a=null b=0']);
  });

  test('a sink that fails in its snapshot ends the flow', async () => {
    const a = tap();
    let isBroken = false;
    const b = counting([], () => ({
      snapshot: () => (isBroken ? Promise.reject(new Error('cannot fsync')) : Promise.resolve(null)),
    }));
    const running = run(planOf({ a: a.definition, b }, LINK));
    await running.settle();
    isBroken = true;
    await a.give(1);
    await running.advance(INTERVAL_MS);
    await expect(running.flow.done).rejects.toThrow('cannot fsync');
    expect(history(running)).toHaveLength(1);
  });
});

describe('how a flow ends', () => {
  test('by itself: with a last checkpoint, and then its state is gone', async () => {
    const a = tap();
    const running = run(planOf({ a: a.definition, b: counting() }, LINK));
    await a.give(1);
    a.end();
    await running.flow.done;
    expect(history(running)).toEqual(['a=null b=0', 'a=1 b=1', 'removed']);
    expect(a.committed).toEqual([1]);
  });

  test('stopped: everything stays, and the next run goes on', async () => {
    const a = tap();
    const first = run(planOf({ a: a.definition, b: counting() }, LINK, []));
    await a.give(1, 2);
    first.flow.stop();
    await first.flow.done;
    expect(history(first).at(-1)).toBe('a=1 b=2');
    const again = tap();
    const second = run(planOf({ a: again.definition, b: counting() }, LINK), first.disk);
    await again.give(3);
    again.end();
    await second.flow.done;
    expect(history(second).slice(-2)).toEqual(['a=2 b=3', 'removed']);
  });

  test('one source keeps its position: the others start anew, state of pipelines stays', async () => {
    const plan = (a: Tap, follow: Tap): FlowPlan =>
      planOf(
        { a: a.definition, follow: follow.definition, b: counting() },
        [
          'connector/a/out -> pipeline/main/in',
          'connector/follow/out -> pipeline/main/in',
          'pipeline/main/out -> connector/b/in',
        ],
        [counter('main')],
      );
    const [a, follow] = [tap(), tap({ keepsPosition: true })];
    const running = run(plan(a, follow));
    await a.give(1);
    await follow.give(2);
    a.end();
    follow.end();
    await running.flow.done;
    const last = running.disk.history.at(-1) as Checkpoint;
    expect(shown(last)).toBe('a=null follow=1 b=2');
    expect(last.pipelines.get('main')).toEqual(new Map([['main/count', 2]]));
  });

  test('by a failure, or by force: without another checkpoint', async () => {
    const a = tap();
    const failing = run(
      planOf(
        { a: a.definition, b: counting([], () => ({ write: () => Promise.reject(new Error('no space')) })) },
        LINK,
      ),
    );
    await failing.settle();
    void a.give(1);
    await expect(failing.flow.done).rejects.toThrow('no space');
    expect(history(failing)).toEqual(['a=null b=0']);
    const other = tap();
    const aborted = run(planOf({ a: other.definition, b: counting() }, LINK));
    await other.give(1);
    aborted.flow.abort(new Error('enough'));
    await expect(aborted.flow.done).rejects.toThrow('enough');
    expect(history(aborted)).toEqual(['a=null b=0']);
  });
});

describe('going on from a checkpoint', () => {
  const LINKS = ['connector/a/out -> pipeline/main/in', 'pipeline/main/out -> connector/b/in'];
  const identity = (path: string): Partial<ConnectorDefinition> => ({
    identity: () => ({ path }),
    describeState: (count) => `${count as number} events of \`${path}\``,
  });

  /** A disk on which a stopped flow has left its state. */
  async function stopped(): Promise<Disk> {
    const a = tap();
    const plan = planOf({ a: a.definition, b: counting([], undefined, identity('out.txt')) }, LINKS, [
      counter('main'),
    ]);
    const { flow, disk } = run(plan, newDisk(), { now: () => 1_795_269_792_000_000_000n });
    await a.give(1, 2);
    flow.stop();
    await flow.done;
    return disk;
  }

  test('says from where', async () => {
    const lines: string[] = [];
    const plan = planOf({ a: tap().definition, b: counting([], undefined, identity('out.txt')) }, LINKS, [
      counter('main'),
    ]);
    const running = run(plan, await stopped(), { logger: loggerOf(lines) });
    await running.settle();
    running.flow.stop();
    await running.flow.done;
    expect(lines).toEqual([
      'info: test: going on from the checkpoint of 2026-11-21 14:03:12 UTC: a at 1; b at 2 events of `out.txt`',
    ]);
  });

  test.each<[string, () => FlowPlan, string]>([
    [
      'a connector that is gone',
      () => planOf({ a: tap().definition, c: counting() }, ['connector/a/out -> connector/c/in']),
      'connector `b` is gone from the flow; saved is: 2',
    ],
    [
      'another type',
      () => planOf({ a: tap().definition, b: counting([], undefined, { type: 'other' }) }, LINK),
      'connector `b` was of type `sink` and is `other`; saved is: 2',
    ],
    [
      'another setting that matters',
      () => planOf({ a: tap().definition, b: counting([], undefined, identity('new.txt')) }, LINK),
      'connector `b` has changed: its `path` was `"out.txt"` and is `"new.txt"`; saved is: 2 events of `new.txt`',
    ],
    [
      'other preprocessors',
      () => {
        const plan = planOf({ a: tap().definition, b: counting([], undefined, identity('out.txt')) }, LINK);
        const connectors = plan.connectors.map((each) =>
          each.name === 'a' ? { ...each, preprocessors: [{ name: 'separate', config: {} }] } : each,
        );
        return { ...plan, connectors };
      },
      'connector `a` has changed: its `preprocessors` was `[]` and is `[{"name":"separate","config":{}}]`; saved is: 1',
    ],
  ])('%s is an error that says what was saved, and nothing is touched', async (_what, plan, expected) => {
    const disk = await stopped();
    const before = disk.checkpoint;
    const { flow } = run(plan(), disk);
    const error = (await flow.done.catch((cause: unknown) => cause)) as EnvironmentError;
    expect(error).toBeInstanceOf(EnvironmentError);
    expect(error.message).toBe(
      `flow \`test\` cannot go on from its checkpoint of 2026-11-21 14:03:12 UTC: ${expected}`,
    );
    expect(error.help).toMatch(
      /^undo the change, or forget what was saved of `[ab]` with `flowrun state reset test --connector [ab]`/,
    );
    expect(disk.checkpoint).toBe(before);
  });

  test('a node that is gone is said once; a new connector begins at its beginning', async () => {
    const lines: string[] = [];
    const [a, fresh] = [tap(), tap()];
    const plan = planOf(
      { a: a.definition, fresh: fresh.definition, b: counting([], undefined, identity('out.txt')) },
      [...LINKS, 'connector/fresh/out -> connector/b/in'],
      [counter('main', 'renamed')],
    );
    const running = run(plan, await stopped(), { logger: loggerOf(lines) });
    await running.settle();
    // With a new connector there is a new beginning to go back to.
    expect(history(running).at(-1)).toBe('a=1 fresh=null b=2');
    running.flow.stop();
    await running.flow.done;
    expect(lines[0]).toBe(
      'warn: test: state was saved for `main/count`, which the flow no longer has: it is dropped',
    );
    expect(lines).toHaveLength(2);
  });
});
