import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SeparateFramer } from '../../../src/runtime/preprocessors/separate-framer.ts';
import { cutAt, frameAll, recordFrames } from '../../kit/frames.ts';
import type { Taken } from '../../kit/frames.ts';

const UNLIMITED = 1_000_000;

describe('lines', () => {
  const lines = (text: string, maxLineBytes = UNLIMITED): readonly Taken[] =>
    frameAll(new SeparateFramer('\n', maxLineBytes), [Buffer.from(text, 'latin1')]);
  const texts = (text: string): readonly string[] => lines(text).map((line) => line.text);

  test.each([
    ['', []],
    ['\n', ['']],
    ['a', ['a']],
    ['a\n', ['a']],
    ['a\n\nb', ['a', '', 'b']],
    ['a\r\nb\r\n', ['a', 'b']],
    ['\r\n', ['']],
    ['a\r\r\n', ['a\r']],
    ['a\rb\n', ['a\rb']],
    // Without a line feed behind it a carriage return is part of the line.
    ['a\r', ['a\r']],
  ])('%j', (text, expected) => {
    expect(texts(text)).toEqual(expected);
  });

  test('offsets are those of the first bytes', () => {
    expect(lines('ab\r\n\ncd').map((line) => line.offset)).toEqual([0, 4, 5]);
  });

  test('a line of just the limit is a line, with either end', () => {
    expect(lines('abc\nabc\r\nabc', 3).map((line) => [line.text, line.error])).toEqual([
      ['abc', undefined],
      ['abc', undefined],
      ['abc', undefined],
    ]);
  });

  test('a longer one is reported in pieces, with all its bytes, and the next one is a line again', () => {
    const tooLong = 'a line is longer than `max_line_bytes` (3)';
    expect(lines('abcdefg\r\nok\n', 3)).toEqual([
      { text: 'abc', offset: 0, error: tooLong },
      { text: 'def', offset: 3, error: `${tooLong}; this is more of it` },
      { text: 'g\r', offset: 6, error: `${tooLong}; this is more of it` },
      { text: 'ok', offset: 9 },
    ]);
  });

  test('a line that lies in one chunk is not copied', () => {
    const chunk = Buffer.from('one\ntwo\n');
    const seen: Uint8Array[] = [];
    const framer = new SeparateFramer('\n', UNLIMITED);
    framer.push(chunk, 0, chunk.length, 0, {
      frame: (bytes) => void seen.push(bytes),
      error: () => expect.unreachable(),
    });
    expect(seen.map((bytes) => bytes === chunk)).toEqual([true, true]);
  });

  test('only the given part of the bytes counts', () => {
    const { taken, consumer } = recordFrames();
    const framer = new SeparateFramer('\n', UNLIMITED);
    framer.push(Buffer.from('xx\nab\ncd\nyy\n'), 3, 8, 100, consumer);
    framer.finish(consumer);
    expect(taken).toEqual([
      { text: 'ab', offset: 100 },
      { text: 'cd', offset: 103 },
    ]);
  });
});

describe('memory', () => {
  test('an endless line is passed on, not collected', () => {
    const framer = new SeparateFramer('\n', 1000);
    let reported = 0;
    let largest = 0;
    const consumer = {
      frame: () => expect.unreachable(),
      error: (_message: string, _bytes: Uint8Array, start: number, end: number) => {
        reported += end - start;
        largest = Math.max(largest, end - start);
      },
    };
    const chunk = Buffer.alloc(700, 'x');
    for (let i = 0; i < 10_000; i++) framer.push(chunk, 0, chunk.length, i * 700, consumer);
    expect(largest).toBe(1000);
    expect(7_000_000 - reported).toBeLessThan(2000);
    framer.finish(consumer);
    expect(reported).toBe(7_000_000);
  });
});

describe('properties', () => {
  const separators = fc.constantFrom('\n', ';', '--', '\r\n', 'aab', 'aa', 'abab');
  // Few letters, so that separators, parts of them and overlapping ones are frequent.
  const input = fc
    .array(fc.constantFrom('a', 'b', '-', ';', '\r', '\n', '\r\n'), { maxLength: 60 })
    .map((letters) => Buffer.from(letters.join('')));
  const limits = fc.oneof(fc.integer({ min: 1, max: 8 }), fc.constant(UNLIMITED));
  const places = fc.array(fc.nat(), { maxLength: 20 });

  test('it finds what `split` finds', () => {
    fc.assert(
      fc.property(separators, input, (separator, bytes) => {
        const parts = bytes.toString().split(separator);
        const last = parts.pop()!;
        const lines = parts.map((line) => (separator === '\n' ? line.replace(/\r$/, '') : line));
        // Behind the last separator nothing begins.
        const expected = last === '' ? lines : [...lines, last];
        const given = frameAll(new SeparateFramer(separator, UNLIMITED), [bytes]);
        expect(given.map((line) => line.text)).toEqual(expected);
      }),
    );
  });

  test('where chunks begin and end changes nothing', () => {
    fc.assert(
      fc.property(separators, input, limits, places, (separator, bytes, limit, cuts) => {
        const whole = frameAll(new SeparateFramer(separator, limit), [bytes]);
        const cut = frameAll(new SeparateFramer(separator, limit), cutAt(bytes, cuts));
        const single = frameAll(
          new SeparateFramer(separator, limit),
          Array.from(bytes, (byte) => Buffer.of(byte)),
        );
        expect(cut).toEqual(whole);
        expect(single).toEqual(whole);
      }),
      { numRuns: 1000 },
    );
  });

  test('every byte is in a frame, in an error or in a separator; no piece is longer than the limit', () => {
    fc.assert(
      fc.property(separators, input, limits, places, (separator, bytes, limit, cuts) => {
        const taken = frameAll(new SeparateFramer(separator, limit), cutAt(bytes, cuts));
        let at = 0;
        for (const { text, offset } of taken) {
          const between = bytes.toString('latin1', at, offset);
          expect(['', separator, separator === '\n' ? '\r\n' : separator]).toContain(between);
          expect(bytes.toString('latin1', offset, offset + text.length)).toBe(text);
          expect(text.length).toBeLessThanOrEqual(limit);
          at = offset + text.length;
        }
        const rest = bytes.toString('latin1', at);
        expect(['', separator, separator === '\n' ? '\r\n' : separator]).toContain(rest);
      }),
    );
  });

  test('reading again from the pending bytes gives what is still to come', () => {
    fc.assert(
      fc.property(separators, input, limits, fc.nat(), (separator, bytes, limit, place) => {
        const cut = place % (bytes.length + 1);
        const { taken, consumer } = recordFrames();
        const framer = new SeparateFramer(separator, limit);
        framer.push(bytes, 0, cut, 0, consumer);
        const resumeAt = cut - framer.pendingBytes;
        const resumed = recordFrames();
        const again = new SeparateFramer(separator, limit);
        again.push(bytes, resumeAt, bytes.length, resumeAt, resumed.consumer);
        again.finish(resumed.consumer);
        // Pieces of a line that is too long come again: it counts as one.
        const before = taken.filter(({ offset }) => offset < resumeAt);
        expect([...before, ...resumed.taken]).toEqual(
          frameAll(new SeparateFramer(separator, limit), [bytes]),
        );
        framer.finish(consumer);
        expect(framer.pendingBytes).toBe(0);
      }),
      { numRuns: 500 },
    );
  });

  test('after the end it begins anew', () => {
    fc.assert(
      fc.property(separators, input, limits, (separator, bytes, limit) => {
        const framer = new SeparateFramer(separator, limit);
        const first = frameAll(framer, [bytes]);
        expect(frameAll(framer, [bytes])).toEqual(first);
      }),
    );
  });
});
