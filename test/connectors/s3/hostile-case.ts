/**
 * One case of the property of hostile.property.test.ts: events, a fault script, and what must be true afterwards.
 */
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect } from 'vitest';
import { anyFaultScript } from '../../kit/faulty-s3/index.ts';
import { batchOf } from '../../kit/sink-context.ts';
import { openSmall, PART_BYTES, startHostileNetwork } from './hostile-network.ts';
import type { HostileNetwork, OpenedSink } from './hostile-network.ts';
import { eventFor } from './sink-driver.ts';
import { listKeys, openUploads, readObject } from './test-server.ts';

/** Few keys, so that they come again; sizes around those of parts. */
const event = fc.record({
  key: fc.constantFrom('a', 'b', 'c/d', 'ü'),
  size: fc.oneof(
    fc.integer({ min: 0, max: 200 }),
    fc.constantFrom(PART_BYTES - 1, PART_BYTES, PART_BYTES + 1, 2 * PART_BYTES),
    fc.integer({ min: 0, max: 3 * PART_BYTES }),
  ),
});

/** Plain data: it can be printed, and kept as a case. */
export const anyHostileCase = fc.record({
  batches: fc.array(fc.array(event, { maxLength: 6 }), { minLength: 1, maxLength: 3 }),
  script: anyFaultScript,
  parts: fc.integer({ min: 1, max: 4 }),
  objects: fc.integer({ min: 1, max: 4 }),
  ifExists: fc.constantFrom('overwrite', 'overwrite', 'fail', 'append'),
  maxObjectBytes: fc.constantFrom(null, null, 1, 3 * PART_BYTES),
  maxBufferBytes: fc.constantFrom(1_600_000, 3_200_000),
});

export type HostileCase = typeof anyHostileCase extends fc.Arbitrary<infer T> ? T : never;

/** More faults than that are not waited for: from there on all is well. */
const MOST_FAULTS = 25;

/** Runs the events without faults and with them, and compares. Rejects with what is wrong. */
export async function runHostileCase(given: HostileCase): Promise<void> {
  let sink: OpenedSink['sink'] | undefined;
  let peakBytes = 0;
  let requestsAtStop = Infinity;
  let killStorm = (): void => {};
  const look = (): void => {
    peakBytes = Math.max(peakBytes, sink?.heldBytes ?? 0);
    // Round in circles, it would never stand still: that ends here.
    if (network.proxy.requests.length - requestsAtStop > 10 * mostRequests(given)) killStorm();
    if (requestsAtStop < Infinity || network.proxy.injected.length < MOST_FAULTS) return;
    requestsAtStop = network.proxy.requests.length;
    network.proxy.stopFaults();
  };
  const network: HostileNetwork = await startHostileNetwork(given.script, { onRequest: () => look() });
  const { server, proxy, bucket } = network;
  try {
    const calmBucket = await server.freshBucket();
    const calm = await openSmall(
      server.override,
      { ...settingsOf(given), bucket: calmBucket },
      tuningOf(given),
    );
    const calmError = await feed(calm.sink, given, () => {});

    const storm = await network.open(settingsOf(given), tuningOf(given));
    sink = storm.sink;
    killStorm = storm.kill;
    const stormError = await withWatchdog(network, storm, feed(sink, given, look));
    await proxy.close();

    expect(peakBytes, 'bytes held').toBeLessThanOrEqual(given.maxBufferBytes);
    expect(await openUploads(server, bucket), 'uploads left open').toEqual([]);
    expect(storm.refused).toEqual([]);
    expect(proxy.requests.length - requestsAtStop, 'requests after the faults').toBeLessThan(
      mostRequests(given),
    );
    if (calmError === undefined) {
      expect(stormError).toBeUndefined();
      const sums = await sumsOf(network, bucket);
      expect(sums).toEqual(await sumsOf(network, calmBucket));
      // And a good day is good: with early completions, keys are counted on, which other tests look at.
      const bodies = [...bodiesOf(given, given.ifExists === 'append' ? 'all' : 'last')].map(([key, body]) => [
        key,
        sumOf(Buffer.from(body, 'latin1')),
      ]);
      if (given.maxObjectBytes === null) expect(sums).toEqual(Object.fromEntries(bodies));
    } else {
      // Both were told that a key is taken. How far the others have come is a matter of luck, and never half-way.
      expect(calmError.message).toContain('the object exists already');
      expect(stormError?.message).toContain('the object exists already');
      const first = bodiesOf(given, 'first');
      for (const key of await listKeys(server, bucket)) {
        expect((await readObject(server, bucket, key)).toString('latin1') === first.get(key), key).toBe(true);
      }
    }
  } finally {
    await network.close();
  }
}

function settingsOf(given: HostileCase): object {
  return {
    max_parts_in_flight: given.parts,
    max_objects_in_flight: given.objects,
    if_exists: given.ifExists,
    // With `fail`, keys are those of the events: the first object of each is the one that must be there.
    ...(given.maxObjectBytes !== null &&
      given.ifExists !== 'fail' && { max_object_bytes: given.maxObjectBytes }),
  };
}

function tuningOf({ maxBufferBytes }: HostileCase) {
  return { tuning: { options: { maxBufferBytes } } };
}

/** The failure with which the flow would end, if any. */
async function feed(
  sink: OpenedSink['sink'],
  given: HostileCase,
  look: () => void,
): Promise<Error | undefined> {
  let index = 0;
  try {
    for (const events of given.batches) {
      await sink.write(batchOf(events.map(({ key, size }) => eventFor(key, bodyOf(index++, size)))));
      look();
    }
    await sink.finish();
    return undefined;
  } catch (error) {
    if (error instanceof Error) return error;
    throw error;
  } finally {
    await sink.close();
  }
}

/** Text that tells which event it came from. */
function bodyOf(index: number, size: number): string {
  return `${index};`.repeat(size).slice(0, size);
}

/**
 * What each key must hold in the end (with `append` all of its events), or, with `fail`, what its first object is: events in
 * a row make one object.
 */
function bodiesOf({ batches }: HostileCase, which: 'first' | 'last' | 'all'): Map<string, string> {
  const bodies = new Map<string, string>();
  const ended = new Set<string>();
  let open: string | undefined;
  for (const [index, { key, size }] of batches.flat().entries()) {
    if (open !== undefined && key !== open) ended.add(open);
    const isAnother = key !== open && which !== 'all';
    open = key;
    if (which === 'first' && ended.has(key)) continue;
    bodies.set(key, (isAnother ? '' : (bodies.get(key) ?? '')) + bodyOf(index, size));
  }
  return bodies;
}

async function sumsOf({ server }: HostileNetwork, bucket: string): Promise<Record<string, string>> {
  const sums: Record<string, string> = {};
  for (const key of await listKeys(server, bucket)) {
    sums[key] = sumOf(await readObject(server, bucket, key));
  }
  return sums;
}

function sumOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Ten for each part and object, and some: a sink that goes round in circles asks for more. */
function mostRequests({ batches }: HostileCase): number {
  const events = batches.flat();
  const bytes = events.reduce((sum, { size }) => sum + size, 0);
  return 50 + 10 * (events.length + Math.ceil(bytes / PART_BYTES));
}

/**
 * How long nothing may move before the sink counts as stuck, in turns of the event loop that are a moment apart. A
 * machine that starves gives no turns and is not taken for a hang. The longest pause of a healthy run is a stall of the
 * script, of less than 40 turns.
 */
const MOST_IDLE_TURNS = 3000;
const TURN_MS = 10;

/** Fails when there is no new request, no new fault, and nothing more or less to send. */
async function withWatchdog<T>(
  { proxy }: HostileNetwork,
  { sink, waits, counters, kill }: OpenedSink,
  running: Promise<T>,
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const stuck = new Promise<never>((_, reject) => {
    let before = '';
    let idleTurns = 0;
    const look = (): void => {
      // The live line is no progress: its text says how long it has been waiting.
      const now = `${proxy.requests.length} ${proxy.injected.length} ${counters.bytesOut} ${sink.heldBytes}`;
      idleTurns = now === before ? idleTurns + 1 : 0;
      before = now;
      if (idleTurns < MOST_IDLE_TURNS) {
        timer = setTimeout(look, TURN_MS);
        return;
      }
      const last = proxy.requests.at(-1);
      reject(
        new Error(
          `nothing moves after ${proxy.requests.length} requests and ${proxy.injected.length} faults; ` +
            `the last request was ${last?.method} ${last?.url}, the sink holds ${sink.heldBytes} bytes ` +
            `and waits for: ${waits.at(-1) ?? 'nothing'}`,
        ),
      );
      kill();
    };
    look();
  });
  try {
    return await Promise.race([running, stuck]);
  } finally {
    clearTimeout(timer);
  }
}
