/**
 * Random events × random faults. `npm run test:faults` makes more runs; `FLOWRUN_SEED=n FLOWRUN_FAULT_RUNS=1 npm run
 * test:faults` repeats the one with that seed.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyHostileCase, runHostileCase } from './hostile-case.ts';
import { KNOWN_CASES } from './hostile-known-cases.ts';

const RUNS = Number(process.env['FLOWRUN_FAULT_RUNS'] ?? 25);
const FIRST_SEED = Number(process.env['FLOWRUN_SEED'] ?? 20_261_121);

/** Most of a run is waiting. */
const RUNS_AT_A_TIME = 6;

test(
  `${RUNS} bad days: the same objects as on good ones, nothing left open, memory bounded, and an end`,
  { timeout: 600_000 + RUNS * 20_000 },
  async () => {
    const failures: string[] = [];
    let next = 0;
    const worker = async (): Promise<void> => {
      while (next < RUNS && failures.length === 0) {
        const seed = FIRST_SEED + next++;
        const given = fc.sample(anyHostileCase, { seed, numRuns: 1 })[0]!;
        try {
          await runHostileCase(given);
        } catch (error) {
          failures.push(
            `${String(error)}\n\nagain: FLOWRUN_SEED=${seed} FLOWRUN_FAULT_RUNS=1 npm run test:faults` +
              `\nto keep it in hostile-known-cases.ts: ${JSON.stringify(given)}`,
          );
        }
      }
    };
    await Promise.all(Array.from({ length: RUNS_AT_A_TIME }, worker));
    expect(failures.join('\n\n')).toBe('');
  },
);

test.each(KNOWN_CASES)('$name', ({ given }) => runHostileCase(given));
