import fc from 'fast-check';
import { expect, test } from 'vitest';
import { batchOf, recordSink } from '../../kit/sink-context.ts';
import { createFakeStore, s3Error } from './fake-store.ts';
import type { Call } from './fake-store.ts';
import { driveSink, eventFor, textsOf } from './sink-driver.ts';

/** Few keys, so that they come again; sizes around those of parts. */
const event = fc.record({
  key: fc.constantFrom('a', 'b', 'c/d', 'ü'),
  size: fc.oneof(fc.integer({ min: 0, max: 25 }), fc.constantFrom(0, 9, 10, 11, 100)),
});

/** What S3 does to the nth request. */
const mood = fc.constantFrom('ok', 'ok', 'ok', 'slow', 'refuse', 'lose') as fc.Arbitrary<Mood>;
type Mood = 'ok' | 'slow' | 'refuse' | 'lose';

const scenario = fc.record({
  batches: fc.array(fc.array(event, { maxLength: 12 }), { maxLength: 8 }),
  moods: fc.array(mood, { minLength: 1, maxLength: 30 }),
  parts: fc.integer({ min: 1, max: 4 }),
  objects: fc.integer({ min: 1, max: 4 }),
  maxObjectBytes: fc.constantFrom(Infinity, Infinity, 1, 15, 40),
});

type Scenario = typeof scenario extends fc.Arbitrary<infer T> ? T : never;

/** Text that tells which event it came from. */
function bodyOf(index: number, size: number): string {
  return `${index};`.repeat(size).slice(0, size);
}

/** The objects, in the order of their keys' events: what must become visible. */
function expectedObjects({ batches, maxObjectBytes }: Scenario): { key: string; body: string }[] {
  const objects: { eventKey: string; body: string; isFull: boolean }[] = [];
  for (const [index, { key, size }] of batches.flat().entries()) {
    const last = objects.at(-1);
    const body = bodyOf(index, size);
    if (last !== undefined && last.eventKey === key && !last.isFull) last.body += body;
    else objects.push({ eventKey: key, body, isFull: false });
    if (objects.at(-1)!.body.length >= maxObjectBytes) objects.at(-1)!.isFull = true;
  }
  const rolls = new Map<string, number>();
  return objects.map(({ eventKey, body, isFull }) => {
    const roll = rolls.get(eventKey) ?? 0;
    if (isFull || roll > 0) rolls.set(eventKey, roll + 1);
    return { key: `test/${roll === 0 ? eventKey : `${eventKey}.${roll}`}`, body };
  });
}

/** A store whose requests fare as the moods say; no request fails more often than the sink retries. */
function moodyStore(moods: readonly Mood[]) {
  let request = 0;
  const lost = new Set<Call>();
  const failures = new Map<Call, number>();
  const next = (): Mood => moods[request++ % moods.length]!;
  const mayFail = (call: Call): boolean => {
    const count = failures.get(call) ?? 0;
    failures.set(call, count + 1);
    // An upload whose id was lost cannot be found again: not something a retry can settle.
    return count < 2 && !call.startsWith('look');
  };
  return createFakeStore({
    before: (call) => {
      const current = next();
      if (current === 'refuse' && mayFail(call)) throw s3Error('SlowDown', 503);
      const isLost = current === 'lose' && mayFail(call) && !call.startsWith('create');
      if (isLost) lost.add(call);
      return current === 'slow' ? new Promise(setImmediate) : undefined;
    },
    after: (call) => {
      if (lost.delete(call)) throw Object.assign(new Error('hang up'), { code: 'ECONNRESET' });
    },
  });
}
test('whatever the events and whatever S3 does: the right bytes in the right order, and nothing left open', async () => {
  await fc.assert(
    fc.asyncProperty(scenario, async (given) => {
      const store = moodyStore(given.moods);
      const { sink, refused, failures } = driveSink({
        store,
        record: recordSink(),
        config: { max_parts_in_flight: given.parts, max_objects_in_flight: given.objects },
        options: { maxObjectBytes: given.maxObjectBytes },
      });
      let index = 0;
      for (const events of given.batches) {
        await sink.write(batchOf(events.map(({ key, size }) => eventFor(key, bodyOf(index++, size)))));
      }
      await sink.finish();
      await sink.close();

      expect(versionsByKey(store.history)).toEqual(versionsByKey(expectedObjects(given)));
      expect(store.uploads.size).toBe(0);
      expect(refused).toEqual([]);
      expect(failures).toEqual([]);
    }),
    { numRuns: 150 },
  );
});

test('if_exists = "append", without checkpoints: each key has all of its events, behind what was there', async () => {
  await fc.assert(
    fc.asyncProperty(scenario, async (given) => {
      const store = moodyStore(given.moods);
      const { sink, refused, failures } = driveSink({
        store,
        config: {
          if_exists: 'append',
          max_parts_in_flight: given.parts,
          max_objects_in_flight: given.objects,
        },
      });
      const expected = new Map<string, string>();
      let index = 0;
      for (const events of given.batches) {
        const bodies = events.map(({ key, size }) => ({ key, body: bodyOf(index++, size) }));
        for (const { key, body } of bodies) {
          expected.set(`test/${key}`, (expected.get(`test/${key}`) ?? '') + body);
        }
        await sink.write(batchOf(bodies.map(({ key, body }) => eventFor(key, body))));
      }
      await sink.finish();
      await sink.close();

      expect(textsOf(store)).toEqual(Object.fromEntries(expected));
      expect(store.uploads.size).toBe(0);
      expect(refused).toEqual([]);
      expect(failures).toEqual([]);
    }),
    { numRuns: 100 },
  );
});

/** What each key held, one after another. A PUT whose answer was lost is done twice: that is one version. */
function versionsByKey(history: readonly { key: string; body: string }[]): Map<string, string[]> {
  const versions = new Map<string, string[]>();
  for (const { key, body } of history) {
    const bodies = versions.get(key) ?? [];
    if (bodies.at(-1) !== body) versions.set(key, [...bodies, body]);
  }
  return versions;
}

test('stopped anywhere: what was finished is whole, and nothing is left open', async () => {
  await fc.assert(
    fc.asyncProperty(scenario, fc.integer({ min: 0, max: 40 }), async (given, stopAfter) => {
      const store = moodyStore(given.moods);
      const { sink } = driveSink({ store, options: { maxObjectBytes: given.maxObjectBytes } });
      const events = given.batches.flat().slice(0, stopAfter);
      for (const [index, { key, size }] of events.entries()) {
        await sink.write(batchOf([eventFor(key, bodyOf(index, size))]));
      }
      await sink.close();
      const whole = expectedObjects({ ...given, batches: [events] });
      for (const { key, body } of store.history) {
        expect(whole.some((object) => object.key === key && object.body === body)).toBe(true);
      }
      expect(store.uploads.size).toBe(0);
    }),
    { numRuns: 100 },
  );
});
