/** What the engine tells operators about deliveries, and what it does with their answers. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { Batch, EMPTY_RECORD } from '../../../src/runtime/api.ts';
import type { DeliveryListener, SourceBatch } from '../../../src/runtime/api.ts';
import type { Pipeline } from '../../../src/runtime/pipeline.ts';
import type { PipelinePlan } from '../../../src/runtime/plan.ts';
import { connector, planOf, start } from '../../kit/flow.ts';
import { createManualClock } from '../../connectors/s3/manual-clock.ts';

/** Passes everything on, and asks to hear of it. */
function listening(listener: DeliveryListener): PipelinePlan {
  const create = (): Pipeline => ({
    inputs: ['in'],
    outputs: ['out', 'err'],
    needsTicks: false,
    push(_port, batch, out) {
      out.whenDelivered?.(listener);
      out.whenDelivered?.(listener);
      batch.values.forEach((value, index) => out.port(0).push(value, batch.metas[index]!, 0));
    },
    tick: () => undefined,
    flush: () => undefined,
    capture: () => null,
    restore: () => undefined,
  });
  return { name: 'p', inputs: ['in'], outputs: ['out', 'err'], create };
}

const LINKS = ['connector/source/out -> pipeline/p/in', 'pipeline/p/out -> connector/sink/in'];

/** Gives so many batches of one event, read at 1 s; notes how many were asked for. */
function counting(batches: number, asked: { count: number }) {
  return connector('source', {
    createSource: async () => ({
      async *read(stop): AsyncIterable<SourceBatch> {
        for (let n = 0; n < batches && !stop.aborted; n++) {
          asked.count++;
          const out = new Batch({ uri: 'test:' }, 1_000_000_000n);
          out.push(n, EMPTY_RECORD, n);
          yield { out, err: null, position: null };
        }
      },
      close: async () => undefined,
    }),
  });
}

function sinkThat(write: () => void | Promise<void>) {
  return connector('sink', {
    createSink: async () => ({
      write,
      snapshot: async () => null,
      finish: async () => undefined,
      close: async () => undefined,
    }),
  });
}

test('a listener hears once for each batch, when the sink has accepted it', async () => {
  let nowNs = 1_000_000_000n;
  const heard: bigint[] = [];
  const open: (() => void)[] = [];
  const sink = sinkThat(() => new Promise<void>((resolve) => void open.push(resolve)));
  const pipeline = listening((latencyNs) => {
    heard.push(latencyNs);
    return 0;
  });
  const plan = planOf({ source: counting(2, { count: 0 }), sink }, LINKS, [pipeline]);
  const flow = start(plan, { now: () => nowNs });
  while (open.length === 0) await nextTurn();
  nowNs += 5_000n;
  expect(heard).toEqual([]);
  open.shift()!();
  while (open.length === 0) await nextTurn();
  expect(heard).toEqual([5_000n]);
  nowNs += 1n;
  open.shift()!();
  await flow.done;
  expect(heard).toEqual([5_000n, 5_001n]);
});

test('a sink that accepts at once counts, too', async () => {
  const heard: bigint[] = [];
  const pipeline = listening((latencyNs) => {
    heard.push(latencyNs);
    return 0;
  });
  const plan = planOf({ source: counting(3, { count: 0 }), sink: sinkThat(() => undefined) }, LINKS, [
    pipeline,
  ]);
  await start(plan, { now: () => 1_000_000_007n }).done;
  expect(heard).toEqual([7n, 7n, 7n]);
});

test('the source is held back for as long as the listener says, and a stop ends it', async () => {
  const clock = createManualClock();
  const asked = { count: 0 };
  const plan = planOf({ source: counting(10, asked), sink: sinkThat(() => undefined) }, LINKS, [
    listening(() => 100),
  ]);
  const flow = start(plan, { clock });
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 20; turn++) await nextTurn();
  };
  await settle();
  expect(asked.count).toBe(1);
  clock.advance(99);
  await settle();
  expect(asked.count).toBe(1);
  clock.advance(1);
  await settle();
  expect(asked.count).toBe(2);
  flow.stop();
  await flow.done;
  expect(asked.count).toBe(2);
});
