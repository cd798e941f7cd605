/**
 * A flow that is killed at any step and started again, until it is done: what has arrived is what an undisturbed run
 * gives. Everything is in memory: a killed process changes nothing any more, and what it left is all that is left.
 */
import { channel } from 'node:diagnostics_channel';
import { setImmediate as nextTurn } from 'node:timers/promises';
import fc from 'fast-check';
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
import { STEP_CHANNEL, step } from '../../../src/runtime/checkpoint/steps.ts';
import type { PipelinePlan } from '../../../src/runtime/plan.ts';
import { EMPTY_RECORD } from '../../../src/runtime/value/value.ts';
import { createManualClock } from '../../connectors/s3/manual-clock.ts';
import { connector, planOf, start } from '../../kit/flow.ts';
import type { Disk } from '../../kit/memory-store.ts';
import { memoryStore, newDisk } from '../../kit/memory-store.ts';

/** What outlives a process: checkpoints, a file that is appended to, objects by name. */
interface World {
  readonly disk: Disk;
  file: string[];
  readonly objects: Map<string, readonly string[]>;
}

/** One process: it ends by being killed, or by itself. */
interface Process {
  isAlive: boolean;
  readonly world: World;
  /** Takes a little while, a different one each time. */
  pause(): Promise<void>;
  /** Time goes on. */
  tick(): void;
}

/** A source of `batches`; its position is how many of them are out. */
function sourceOf(
  name: string,
  batches: readonly (readonly number[])[],
  process: Process,
): ConnectorDefinition {
  return connector('source', {
    createSource: async (_config, { position }): Promise<Source> => ({
      async *read() {
        for (let at = (position as number | null) ?? 0; at < batches.length; at++) {
          await process.pause();
          process.tick();
          const out = new Batch({ uri: name }, 0n);
          batches[at]!.forEach((value, index) => out.push(`${name}${value}`, EMPTY_RECORD, index));
          yield { out, err: null, position: at + 1 };
        }
      },
      close: async () => undefined,
    }),
  });
}

/** Numbers its events, and sends them on as `a1 #7`. */
const NUMBERED: PipelinePlan = {
  name: 'numbered',
  inputs: ['in'],
  outputs: ['out', 'err'],
  create() {
    let count = 0;
    return {
      inputs: ['in'],
      outputs: ['out', 'err'],
      push(_port, batch, out) {
        batch.values.forEach((value, index) => {
          count++;
          out.port(0).push(`${value as string} #${count}`, batch.metas[index]!, batch.offsets[index]!);
        });
      },
      needsTicks: false,
      tick: () => undefined,
      flush: () => undefined,
      capture: () => new Map<string, Value>([['numbered/count', count]]),
      restore(state) {
        count = (state as ReadonlyMap<string, number>).get('numbered/count')!;
      },
    };
  },
};

/** Appends to the file at once, and cuts it to what the checkpoint knows of. */
function fileSink(process: Process): ConnectorDefinition {
  const { world } = process;
  return connector('sink', {
    async createSink(_config, { restored }): Promise<Sink> {
      world.file = world.file.slice(0, (restored as number | null) ?? 0);
      return {
        async write(batch) {
          await process.pause();
          if (process.isAlive) world.file.push(...(batch.values as string[]));
          step('file:written');
          await process.pause();
        },
        async snapshot() {
          const { length } = world.file;
          await process.pause();
          return length;
        },
        finish: () => process.pause(),
        close: async () => undefined,
      };
    },
  });
}

/** What a checkpoint knows of the objects. */
interface ObjectState {
  readonly next: number;
  readonly open: readonly string[];
  readonly sealed: readonly string[];
}

/** Objects of four events: one is sealed when it is full, and becomes visible with the next commit, as in S3. */
function objectSink(process: Process): ConnectorDefinition {
  return connector('sink', {
    createSink: async (_config, context) => new ObjectSink(process, context),
  });
}

class ObjectSink implements Sink {
  readonly #process: Process;
  readonly #context: SinkContext;
  #next: number;
  #open: string[];
  /** Full objects: `name=event,event`. */
  #sealed: string[];
  #inSnapshot: readonly string[];
  #committed: () => void = () => undefined;

  constructor(process: Process, context: SinkContext) {
    this.#process = process;
    this.#context = context;
    const state = context.restored as ObjectState | null;
    this.#next = state?.next ?? 0;
    this.#open = [...(state?.open ?? [])];
    this.#sealed = [...(state?.sealed ?? [])];
    this.#inSnapshot = this.#sealed;
    // Whether they were completed before the end is not known: once more does no harm.
    this.#complete();
  }

  write(batch: Batch): void {
    for (const value of batch.values as string[]) {
      this.#open.push(value);
      if (this.#open.length === 4) this.#seal();
    }
  }

  async snapshot(): Promise<Json> {
    const state = { next: this.#next, open: [...this.#open], sealed: [...this.#sealed] };
    this.#inSnapshot = state.sealed;
    await this.#process.pause();
    return state;
  }

  async commit(): Promise<void> {
    await this.#process.pause();
    this.#complete();
    step('object:completed');
    this.#committed();
  }

  async finish(): Promise<void> {
    if (this.#open.length > 0) this.#seal();
    while (this.#sealed.length > 0) {
      const committed = new Promise<void>((resolve) => (this.#committed = resolve));
      this.#context.checkpointSoon();
      await committed;
    }
  }

  async close(): Promise<void> {}

  #seal(): void {
    this.#sealed.push(`${this.#next++}=${this.#open.join(',')}`);
    this.#open = [];
  }

  #complete(): void {
    for (const object of this.#inSnapshot) {
      const [name, events] = object.split('=') as [string, string];
      if (this.#process.isAlive) this.#process.world.objects.set(name, events.split(','));
    }
    this.#sealed = this.#sealed.filter((object) => !this.#inSnapshot.includes(object));
  }
}

interface Case {
  /** Batches of each source. */
  readonly sources: readonly (readonly (readonly number[])[])[];
  /** After how many steps each process but the last one is killed. */
  readonly kills: readonly number[];
  /** How long pauses are, in turns of the loop, one after the other, round and round. */
  readonly pauses: readonly number[];
}

/** Runs the flow in a process that is killed after so many steps. Says whether it came to its end. */
async function runOnce(world: World, { sources, pauses }: Case, killAfter: number): Promise<boolean> {
  const clock = createManualClock();
  let paused = 0;
  let steps = 0;
  const process: Process = {
    isAlive: true,
    world,
    tick: () => clock.advance(1),
    async pause() {
      for (let left = pauses[paused++ % pauses.length]!; left > 0; left--) await nextTurn();
    },
  };
  const names = sources.map((_batches, index) => 'abc'[index]!);
  const plan = planOf(
    {
      ...Object.fromEntries(names.map((name, index) => [name, sourceOf(name, sources[index]!, process)])),
      file: fileSink(process),
      objects: objectSink(process),
    },
    [
      ...names.map((name) => `connector/${name}/out -> pipeline/numbered/in`),
      'pipeline/numbered/out -> connector/file/in',
      'pipeline/numbered/out -> connector/objects/in',
    ],
    [NUMBERED],
  );
  const store = memoryStore(world.disk, () => process.isAlive);
  const flow = start(plan, { state: { store, intervalMs: 2 }, clock });
  const kill = (): void => {
    if (!process.isAlive || steps++ < killAfter) return;
    process.isAlive = false;
    flow.abort(new Error('killed'));
  };
  channel(STEP_CHANNEL).subscribe(kill);
  try {
    await flow.done;
    return true;
  } catch (error) {
    if (process.isAlive) throw error;
    return false;
  } finally {
    channel(STEP_CHANNEL).unsubscribe(kill);
  }
}

/** Every event of every source once, in its order, and numbered without a gap. */
function checkOutput(output: readonly string[], sources: Case['sources']): void {
  const numbers = output.map((event) => Number(event.split('#')[1]));
  expect(numbers).toEqual(output.map((_event, index) => index + 1));
  sources.forEach((batches, index) => {
    const name = 'abc'[index]!;
    const events = output.map((event) => event.split(' ')[0]!).filter((event) => event.startsWith(name));
    expect(events).toEqual(batches.flat().map((value) => `${name}${value}`));
  });
}

const batches = fc.array(fc.array(fc.nat(99), { maxLength: 5 }), { maxLength: 6 });

test('killed at any step, any number of times: everything arrives exactly once', async () => {
  let kills = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        sources: fc.array(batches, { minLength: 1, maxLength: 3 }),
        kills: fc.array(fc.nat(25), { maxLength: 10 }),
        pauses: fc.array(fc.nat(3), { minLength: 1, maxLength: 7 }),
      }),
      async (given) => {
        const world: World = { disk: newDisk(), file: [], objects: new Map() };
        let isDone = false;
        for (const killAfter of given.kills) {
          isDone = await runOnce(world, given, killAfter);
          if (isDone) break;
          kills++;
        }
        if (!isDone) expect(await runOnce(world, given, Infinity)).toBe(true);
        checkOutput(world.file, given.sources);
        const objects = [...world.objects].toSorted(([a], [b]) => Number(a) - Number(b));
        checkOutput(
          objects.flatMap(([, events]) => events),
          given.sources,
        );
        expect(world.disk.checkpoint).toBeNull();
      },
    ),
    { numRuns: 200 },
  );
  // Otherwise nothing has been shown.
  expect(kills).toBeGreaterThan(100);
});
