import { expect, test } from 'vitest';
import fc from 'fast-check';
import type { Codec, FrameConsumer, Framer, ResumePoint, Value } from '../../../src/runtime/api.ts';
import { CodecError, EMPTY_RECORD } from '../../../src/runtime/api.ts';
import { createCounters } from '../../../src/runtime/engine/counters.ts';
import type { DecodingParts } from '../../../src/runtime/engine/decode.ts';
import { createDecoder } from '../../../src/runtime/engine/decode.ts';
import { createWholeStreamFramer } from '../../../src/runtime/engine/whole-stream.ts';
import { SeparateFramer } from '../../../src/runtime/preprocessors/separate-framer.ts';

/** Frames of three bytes; the rest at the end is an error. */
function threes(): Framer {
  let held = Buffer.alloc(0);
  let heldAt = 0;
  return {
    get pendingBytes() {
      return held.length;
    },
    push(bytes, start, end, offset, out) {
      if (held.length === 0) heldAt = offset;
      held = Buffer.concat([held, bytes.subarray(start, end)]);
      while (held.length >= 3) {
        out.frame(held, 0, 3, heldAt);
        held = held.subarray(3);
        heldAt += 3;
      }
    },
    finish(out) {
      if (held.length > 0) out.error('cut off', held, 0, held.length, heldAt);
      held = Buffer.alloc(0);
    },
  };
}

/** Joins two frames into one: what a framer behind another one holds back. */
function pairs(): Framer {
  let held: Buffer | null = null;
  return {
    get pendingBytes() {
      return held?.length ?? 0;
    },
    push(bytes, start, end, offset, out) {
      const frame = Buffer.from(bytes.subarray(start, end));
      if (held === null) {
        held = frame;
        return;
      }
      const joined = Buffer.concat([held, frame]);
      held = null;
      out.frame(joined, 0, joined.length, offset);
    },
    finish: () => undefined,
  };
}

/** Text; `!` at the start is a mistake, an empty-looking `...` is no event. */
const codec: Codec = {
  decode(bytes, start, end) {
    const text = Buffer.from(bytes.subarray(start, end)).toString('latin1');
    if (text.startsWith('!')) throw new CodecError('begins with `!`');
    return text === '...' ? undefined : text;
  },
  encode: () => undefined,
};

function partsOf(
  framers: () => readonly Framer[],
  transforms: DecodingParts['transforms'] = [],
): DecodingParts {
  return { transforms, createFramers: framers, createCodec: () => codec };
}

async function* pieces(chunks: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) yield Buffer.from(chunk, 'latin1');
}

interface Decoded {
  readonly out: readonly (readonly [Value, number])[];
  readonly err: readonly (readonly [Value, Value])[];
  readonly resume: readonly ResumePoint[];
  readonly bytesIn: number;
}

async function decode(
  chunks: readonly string[],
  parts: DecodingParts,
  from: ResumePoint = { offset: 0, skipEvents: 0 },
): Promise<Decoded> {
  const counters = createCounters();
  const decoder = createDecoder(parts, { source: 'test', counters, now: () => 7n });
  const out: [Value, number][] = [];
  const err: [Value, Value][] = [];
  const resume: ResumePoint[] = [];
  const stream = {
    origin: { uri: 'test:' },
    meta: EMPTY_RECORD,
    startOffset: from.offset,
    skipEvents: from.skipEvents,
    chunks: pieces(chunks),
  };
  for await (const batch of decoder(stream)) {
    batch.out.values.forEach((value, index) => out.push([value, batch.out.offsets[index]!]));
    batch.err?.values.forEach((value) => {
      const record = value as ReadonlyMap<string, Value>;
      err.push([record.get('error')!, record.get('event')!]);
    });
    resume.push(batch.resume);
  }
  return { out, err, resume, bytesIn: counters.bytesIn };
}

test('each frame becomes an event with its offset; what is no event leaves no trace', async () => {
  const { out, err, bytesIn } = await decode(
    ['abcd', 'ef...ghi'],
    partsOf(() => [threes()]),
  );
  expect(out).toEqual([
    ['abc', 0],
    ['def', 3],
    ['ghi', 9],
  ]);
  expect([err, bytesIn]).toEqual([[], 12]);
});

test('what does not decode becomes an error event with its bytes, and so does what cannot be cut', async () => {
  const { out, err } = await decode(
    ['abc!xyd'],
    partsOf(() => [threes()]),
  );
  expect(out).toEqual([['abc', 0]]);
  expect(err).toEqual([
    ['begins with `!`', '!xy'],
    ['cut off', 'd'],
  ]);
});

test('bytes that are no text stay bytes in an error event', async () => {
  const { err } = await decode(
    ['!\xff\xfe'],
    partsOf(() => [threes()]),
  );
  expect(err[0]![1]).toEqual(Buffer.from([0x21, 0xff, 0xfe]));
});

test('the point to resume from is where the first framer holds nothing back', async () => {
  const { resume } = await decode(
    ['abcd', 'e', 'fg'],
    partsOf(() => [threes()]),
  );
  expect(resume.map(({ offset, skipEvents }) => [offset, skipEvents])).toEqual([
    [3, 0],
    [3, 0],
    [6, 0],
    [7, 0],
  ]);
});

test('behind a transform events are counted instead', async () => {
  const doubled = async function* (chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) yield Buffer.concat([chunk, chunk]);
  };
  const { out, resume } = await decode(
    ['abc', 'def'],
    partsOf(() => [threes()], [doubled]),
  );
  expect(out.map(([value]) => value)).toEqual(['abc', 'abc', 'def', 'def']);
  expect(resume.at(0)).toEqual({ offset: 0, skipEvents: 2 });
  expect(resume.at(-1)).toEqual({ offset: 0, skipEvents: 4 });
});

test('a transform that fails keeps what came before and reports the rest', async () => {
  const torn = async function* (chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    yield* chunks;
    throw new CodecError('the stream is cut off');
  };
  const { out, err } = await decode(
    ['abcde'],
    partsOf(() => [threes()], [torn]),
  );
  expect(out).toEqual([['abc', 0]]);
  expect(err.map(([message]) => message)).toEqual(['the stream is cut off', 'cut off']);
});

test('from any point that a batch names, the rest is what an undisturbed run gives', async () => {
  const letters = fc.stringMatching(/^[a-f!.]{0,40}$/);
  const cuts = fc.array(fc.integer({ min: 1, max: 7 }), { maxLength: 30 });
  const chains = fc.constantFrom<() => readonly Framer[]>(
    () => [threes()],
    () => [threes(), pairs()],
  );
  await fc.assert(
    fc.asyncProperty(letters, cuts, chains, fc.nat(), async (text, sizes, framers, pick) => {
      const split = (from: number): string[] => {
        const chunks: string[] = [];
        for (let at = from, n = 0; at < text.length; n++) {
          const size = sizes[n % Math.max(1, sizes.length)] ?? 5;
          chunks.push(text.slice(at, at + size));
          at += size;
        }
        return chunks;
      };
      const whole = await decode(split(0), partsOf(framers));
      const at = pick % whole.resume.length;
      // Everything that the batches up to `at` held …
      const counters: Decoded[] = [];
      counters.push(await decode(split(0).slice(0, at + 1), partsOf(framersWithoutEnd(framers))));
      const before = at === whole.resume.length - 1 ? whole : counters[0]!;
      // … and what comes when the stream is read again from there.
      const resume = whole.resume[at]!;
      const after = await decode(split(resume.offset), partsOf(framers), resume);
      expect([...before.out, ...after.out].map(([value]) => value)).toEqual(
        whole.out.map(([value]) => value),
      );
      expect([...before.err, ...after.err]).toEqual(whole.err);
    }),
    { numRuns: 300 },
  );
});

/** The same framers, but the end of the input tells them nothing: as if the process had been killed. */
function framersWithoutEnd(framers: () => readonly Framer[]): () => readonly Framer[] {
  return () =>
    framers().map((framer) => ({
      get pendingBytes() {
        return framer.pendingBytes;
      },
      push: (bytes: Uint8Array, start: number, end: number, offset: number, out: FrameConsumer) =>
        framer.push(bytes, start, end, offset, out),
      finish: () => undefined,
    }));
}

test('a stream without preprocessors is one frame, up to a limit; beyond it nothing is lost', async () => {
  const parts = (limit: number): DecodingParts => partsOf(() => [createWholeStreamFramer(limit)]);
  expect((await decode(['ab', 'cde'], parts(5))).out).toEqual([['abcde', 0]]);
  const long = await decode(['ab', 'cdefg', 'hi'], parts(5));
  expect(long.out).toEqual([]);
  expect(long.err.map(([, event]) => event)).toEqual(['abcde', 'fghi']);
});

/** Lines; a line that has ended stays one, whatever frame it came in. */
function lines(maxLineBytes = 100): Framer {
  return new SeparateFramer('\n', maxLineBytes);
}

test('a framer behind another one takes the end of a frame for the end of what it cuts', async () => {
  const { out } = await decode(
    ['a\nbcd', 'e\nfg'],
    partsOf(() => [threes(), lines()]),
  );
  expect(out.map(([value]) => value)).toEqual(['a', 'b', 'cde', '', 'fg']);
});

test('when the stream breaks off, the beginning of a frame is no event', async () => {
  const torn = async function* (chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    yield* chunks;
    throw new CodecError('the stream is cut off');
  };
  const { out, err } = await decode(
    ['one\ntw'],
    partsOf(() => [lines()], [torn]),
  );
  expect(out).toEqual([['one', 0]]);
  expect(err).toEqual([
    ['the stream is cut off', ''],
    ['this came last, then: the stream is cut off', 'tw'],
  ]);
});

test('pieces of a line that is too long are not given twice when the stream is read again', async () => {
  const chunks = ['ok\nabcdefgh', 'ijkl', 'm\nok\n'];
  const parts = (): DecodingParts => partsOf(() => [lines(3)]);
  const whole = await decode(chunks, parts());
  expect(whole.err.map(([, event]) => event)).toEqual(['abc', 'def', 'ghi', 'jkl', 'm']);
  expect(whole.resume[1]).toEqual({ offset: 3, skipEvents: 3 });
  const text = chunks.join('');
  const again = await decode([text.slice(3)], parts(), whole.resume[1]);
  expect(again.err.map(([, event]) => event)).toEqual(['jkl', 'm']);
  expect(again.out.map(([value]) => value)).toEqual(['ok']);
});
