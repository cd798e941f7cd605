/**
 * A log that is written, rotated in every way, and read by a flow that is stopped and killed at any moment: every line
 * comes exactly once, but for those that were cut off before anybody could read them, and that is said.
 */
import { appendFile, rename, rm, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { tempFolder } from '../../../kit/temp-folder.ts';
import { Following } from './following.ts';

type Action =
  | { readonly kind: 'append'; readonly file: number; readonly lines: number; readonly isCut: boolean }
  | { readonly kind: 'rotate'; readonly file: number }
  | { readonly kind: 'cut'; readonly file: number }
  | { readonly kind: 'tick'; readonly ms: number }
  | { readonly kind: 'restart'; readonly maxBatches: number };

const file = fc.nat({ max: 1 });
const action: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('append' as const),
      file,
      lines: fc.integer({ min: 1, max: 3_000 }),
      isCut: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.oneof(
      fc.record({ kind: fc.constant('rotate' as const), file }),
      fc.record({ kind: fc.constant('cut' as const), file }),
    ),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('tick' as const), ms: fc.constantFrom(500, 1_000, 6_000) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('restart' as const),
      maxBatches: fc.constantFrom(1, 2, 5, Infinity),
    }),
  },
);

/** Writes lines that are never twice the same, and knows which of them nobody can have read. */
class Logs {
  readonly written: string[] = [];
  readonly destroyed = new Set<string>();
  mustBeSaid = false;
  readonly #dir: string;
  /** Lines of each current file, and the halves of lines that were begun. */
  readonly #inFile: string[][] = [[], []];
  readonly #begun: { readonly file: number; readonly rest: Buffer }[] = [];
  #rotations = 0;

  constructor(dir: string) {
    this.#dir = dir;
  }

  path(file: number): string {
    return join(this.#dir, `${file}.log`);
  }

  async append(file: number, count: number, isCut: boolean): Promise<void> {
    let text = '';
    for (let n = 0; n < count; n++) {
      const line = `${this.written.length} größer als ${'x'.repeat(this.written.length % 50)}`;
      this.written.push(line);
      this.#inFile[file]!.push(line);
      text += `${line}\n`;
    }
    const bytes = Buffer.from(text);
    // Anywhere in the last line, in the middle of a character as well.
    const end = isCut ? bytes.length - 12 : bytes.length;
    await appendFile(this.path(file), bytes.subarray(0, end));
    if (isCut) this.#begun.push({ file, rest: bytes.subarray(end) });
  }

  /** Ends the lines that were begun. */
  async endLines(): Promise<void> {
    for (const { file, rest } of this.#begun.splice(0)) await appendFile(this.path(file), rest);
  }

  /** Has any line of the file come that is at this path now? */
  isKnown(file: number, read: ReadonlySet<unknown>): boolean {
    return this.#inFile[file]!.some((line) => read.has(line));
  }

  async rotate(file: number): Promise<void> {
    await rename(this.path(file), join(this.#dir, `${file}.log.${this.#rotations++}`)).catch(() => undefined);
    this.#inFile[file] = [];
  }

  /** Cuts the file; what `read` does not have yet is gone for good. */
  async cut(file: number, read: ReadonlySet<unknown>): Promise<void> {
    if ((await stat(this.path(file)).catch(() => null)) === null) return;
    await truncate(this.path(file), 0);
    const lines = this.#inFile[file]!;
    const gone = lines.filter((line) => !read.has(line));
    for (const line of gone) this.destroyed.add(line);
    // A file of which nothing was read may have been cut before anybody saw it.
    this.mustBeSaid ||= gone.length > 0 && gone.length < lines.length;
    this.#inFile[file] = [];
  }
}

test('every line comes exactly once, whatever happens to the files and to the flow', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(action, { minLength: 3, maxLength: 25 }),
      fc.boolean(),
      fc.boolean(),
      async (actions, narrow, matchesOld) => {
        const dir = await tempFolder();
        const logs = new Logs(dir);
        const following = new Following(dir, {
          path: matchesOld ? '*.log*' : '*.log',
          max_open_files: narrow ? 1 : 64,
        });
        await following.start();
        for (const each of actions) {
          // A line that was begun is ended before anything else happens to its file, but after a look in between.
          if (each.kind !== 'tick' && each.kind !== 'restart') await logs.endLines();
          if (each.kind === 'append') await logs.append(each.file, each.lines, each.isCut);
          else if (each.kind === 'rotate') {
            // A file that goes to a name that does not match before anybody has looked was never there.
            if (!matchesOld && !logs.isKnown(each.file, new Set(following.lines))) {
              await following.stop();
              await following.start();
            }
            await logs.rotate(each.file);
          } else if (each.kind === 'cut') {
            await logs.cut(each.file, new Set(following.lines));
            // A cut that nobody looks at before the file is as long as it was is another matter: see the guide.
            await following.tick();
          } else if (each.kind === 'tick') await following.tick(each.ms);
          else {
            await following.stop();
            await following.start(each.maxBatches);
          }
        }
        await logs.endLines();
        await following.stop();
        await following.start();
        await following.tick(6_000);
        await following.tick();
        await following.stop();
        const expected = logs.written.filter((line) => !logs.destroyed.has(line));
        expect(following.lines.toSorted()).toEqual(expected.toSorted());
        if (logs.mustBeSaid) expect(following.logged.join('\n')).toContain('was cut or written anew');
        await rm(dir, { recursive: true });
      },
    ),
    { numRuns: Number(process.env['FLOWRUN_FOLLOW_RUNS'] ?? 60) },
  );
});
