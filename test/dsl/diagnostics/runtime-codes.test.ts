import { describe, expect, test } from 'vitest';
import { CODES } from '../../../src/dsl/diagnostics/index.ts';
import { compileScript, parseJson } from '../../../src/index.ts';

/** What `flowrun explain` shows for mistakes that only an event can show: with that event, and then not. */
const ENTRIES = CODES.filter(({ event }) => event !== undefined);

test('most of them have examples', () => expect(ENTRIES.length).toBeGreaterThan(20));

describe.each(ENTRIES)('$code: $title', ({ code, event, wrong, right }) => {
  test('the wrong example makes the mistake', () => {
    expect(compileScript(wrong!).run(parseJson(event!))).toMatchObject({ kind: 'error', code });
  });

  test('the right one makes none', () => {
    expect(compileScript(right!).run(parseJson(event!))).toMatchObject({ kind: 'emit', port: 'out' });
  });
});
