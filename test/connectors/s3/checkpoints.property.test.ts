import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { runProcess } from './checkpointed-run.ts';
import type { Durable } from './checkpointed-run.ts';
import { createFakeStore } from './fake-store.ts';
import { eventFor, textsOf } from './sink-driver.ts';

/** `npm run test:crash`: more runs, and others each time; a failure says its seed. */
const isLong = process.env['FLOWRUN_CRASH'] === 'long';
const LONG_TIMEOUT_MS = 30 * 60_000;

/** Shrinking would take minutes, as files are written and synced. */
function runs<T>(short: number): fc.Parameters<T> {
  if (!isLong) return { numRuns: short, endOnFailure: true };
  return { numRuns: short * 20, endOnFailure: true, seed: Math.floor(Math.random() * 2 ** 31) };
}

const event = fc.record({
  key: fc.constantFrom('a', 'b', 'c/d'),
  size: fc.oneof(fc.integer({ min: 0, max: 25 }), fc.constantFrom(0, 9, 10, 11, 100)),
});

/** Counts that are taken in turn. */
const turns = (max: number) => fc.array(fc.integer({ min: 1, max }), { minLength: 1, maxLength: 4 });

const scenario = fc.record({
  events: fc.array(event, { maxLength: 40 }),
  batchSizes: turns(6),
  checkpointEvery: turns(4),
  kills: fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 6 }),
  /** Some requests end only after some turns of the event loop. */
  delays: turns(4),
  parts: fc.integer({ min: 1, max: 3 }),
  objects: fc.integer({ min: 1, max: 3 }),
  maxObjectBytes: fc.constantFrom(Infinity, Infinity, 15, 40),
  /** What is there before the first run, for `append`: less than a part, and more. */
  before: fc.record(
    { 'test/a': fc.constantFrom('', 'small', 'larger than a part'), 'test/b': fc.constant('0123456789') },
    { requiredKeys: [] },
  ),
});

type Scenario = typeof scenario extends fc.Arbitrary<infer T> ? T : never;

interface Setting {
  readonly config?: object;
  /** Each object gets a key of its own. */
  readonly isUnique?: boolean;
  /** After how many events each run is stopped, as long as there are such. */
  readonly stops?: readonly number[];
}

/** Text that tells which event it came from. */
function bodyOf(index: number, size: number): string {
  return `${index};`.repeat(size).slice(0, size);
}

/** Runs to the end, with kills on the way, and gives what is in the bucket then. */
async function runToEnd(
  given: Scenario,
  kills: readonly number[],
  { config, isUnique = false, stops = [] }: Setting,
) {
  const root = mkdtempSync(join(tmpdir(), 'flowrun-s3-'));
  let request = 0;
  const store = createFakeStore({
    before: async () => {
      const turnsLeft = given.delays[request++ % given.delays.length]!;
      for (let turn = 1; turn < turnsLeft; turn++) await new Promise(setImmediate);
    },
  });
  const force = new AbortController();
  const foreign = await store.createUpload(
    { bucket: 'test', key: 'a' },
    { attributes: {}, signal: force.signal },
  );
  const upload = { bucket: 'test', key: 'a', uploadId: foreign };
  await store.uploadPart(upload, 1, { bytes: Buffer.from('x'), crc32: 0 }, force.signal);
  if (config !== undefined && 'if_exists' in config && config.if_exists === 'append') {
    for (const [place, text] of Object.entries(given.before)) {
      const body = { bytes: Buffer.from(text), crc32: crc32(text) };
      const address = { bucket: 'test', key: place.slice('test/'.length) };
      await store.put(address, body, { attributes: {}, ifAbsent: false, signal: force.signal });
    }
  }
  const durable: Durable = { store, root, processes: 0, checkpoint: null };
  let group = 0;
  const events = given.events.map(({ key, size }, index) => {
    if (key !== given.events[index - 1]?.key) group++;
    return eventFor(isUnique ? `${key}-${group}` : key, bodyOf(index, size));
  });
  try {
    const ends = [
      ...stops.map((stopAt) => ({ stopAt, killAt: Infinity })),
      ...kills.map((killAt) => ({ killAt })),
    ];
    for (const end of [...ends, { killAt: Infinity }]) {
      const { isKilled, record } = await runProcess(durable, {
        ...given,
        events,
        ...end,
        drive: {
          config: { max_parts_in_flight: given.parts, max_objects_in_flight: given.objects, ...config },
          options: { maxObjectBytes: given.maxObjectBytes, limitsBytes: given.maxObjectBytes < Infinity },
        },
      });
      expect(record.failures).toEqual([]);
      expect(record.refused).toEqual([]);
      if (!isKilled && !('stopAt' in end)) break;
    }
    const uploads = [...store.uploads.keys()];
    return { objects: textsOf(store), uploads, foreign };
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

async function checkKills(given: Scenario, setting: Setting): Promise<void> {
  const undisturbed = await runToEnd(given, [], setting);
  const killed = await runToEnd(given, given.kills, setting);
  expect(killed.objects).toEqual(undisturbed.objects);
  expect(killed.uploads).toEqual([killed.foreign]);
}

test(
  'killed anywhere and started again: the objects of an undisturbed run, and nothing left open',
  { timeout: LONG_TIMEOUT_MS },
  async () => {
    await fc.assert(
      fc.asyncProperty(scenario, (given) => checkKills(given, {})),
      runs(25),
    );
  },
);

test(
  'what an earlier run has written does not count as there already',
  { timeout: LONG_TIMEOUT_MS },
  async () => {
    await fc.assert(
      fc.asyncProperty(scenario, (given) =>
        checkKills(given, { config: { if_exists: 'fail' }, isUnique: true }),
      ),
      runs(15),
    );
  },
);

const stops = fc
  .array(fc.integer({ min: 0, max: 40 }), { minLength: 1, maxLength: 3 })
  .map((at) => at.sort((a, b) => a - b));

test(
  'suspended and killed: the next run goes on with the very object',
  { timeout: LONG_TIMEOUT_MS },
  async () => {
    await fc.assert(
      fc.asyncProperty(scenario, async (given) => {
        const at = given.batchSizes.map((size) => size * 4).sort((a, b) => a - b);
        const setting = { config: { on_stop: 'suspend' } };
        const undisturbed = await runToEnd(given, [], setting);
        const disturbed = await runToEnd(given, given.kills, { ...setting, stops: at });
        expect(disturbed.objects).toEqual(undisturbed.objects);
        expect(disturbed.uploads).toEqual([disturbed.foreign]);
      }),
      runs(15),
    );
  },
);

test(
  'stopped, killed and started again: the objects of an undisturbed run, the one that a stop has ended, too',
  { timeout: LONG_TIMEOUT_MS },
  async () => {
    await fc.assert(
      fc.asyncProperty(scenario, stops, async (given, at) => {
        const undisturbed = await runToEnd(given, [], {});
        const disturbed = await runToEnd(given, given.kills, { stops: at });
        expect(disturbed.objects).toEqual(undisturbed.objects);
        expect(disturbed.uploads).toEqual([disturbed.foreign]);
      }),
      runs(20),
    );
  },
);

/** All bytes of each key, behind what was there; an object that is full is followed by another one. */
function appended({ events, before, maxObjectBytes }: Scenario): Record<string, string> {
  const texts: Record<string, string> = { ...before };
  const rolls: Record<string, number> = {};
  const placeOf = (key: string): string => `test/${key}${rolls[key] ? `.${rolls[key]}` : ''}`;
  const isFull = (key: string): boolean => (texts[placeOf(key)] ?? '').length >= maxObjectBytes;
  for (const [index, { key, size }] of events.entries()) {
    if (isFull(key)) rolls[key] = (rolls[key] ?? 0) + 1;
    texts[placeOf(key)] = (texts[placeOf(key)] ?? '') + bodyOf(index, size);
  }
  return texts;
}

test.each([
  ['killed', false, {}],
  ['stopped and killed', true, {}],
  ['suspended and killed', true, { on_stop: 'suspend' }],
])(
  'if_exists = "append", %s: each key has all of its events, once, behind what was there',
  { timeout: LONG_TIMEOUT_MS },
  async (_, isStopped, config) => {
    await fc.assert(
      fc.asyncProperty(scenario, stops, async (given, at) => {
        const { objects, uploads, foreign } = await runToEnd(given, given.kills, {
          config: { ...config, if_exists: 'append' },
          stops: isStopped ? at : [],
        });
        expect(objects).toEqual(appended(given));
        expect(uploads).toEqual([foreign]);
      }),
      runs(20),
    );
  },
);
