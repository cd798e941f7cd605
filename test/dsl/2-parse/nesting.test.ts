import { describe, expect, test } from 'vitest';
import { parseScript } from '../../../src/dsl/3-ast/index.ts';
import { compile } from '../../../src/dsl/index.ts';
import { testRegistry } from '../../kit/registry.ts';

/** What contains itself `depth` times. `limit` levels of it are allowed; a bracket around a value is one level. */
const KINDS: readonly (readonly [kind: string, limit: number, text: (depth: number) => string])[] = [
  ['lists', 199, (depth) => `${'['.repeat(depth)}1${']'.repeat(depth)}`],
  ['records', 199, (depth) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`],
  ['parentheses', 199, (depth) => `${'('.repeat(depth)}1${')'.repeat(depth)}`],
  ['matches', 100, (depth) => `${'match 1 of case 1 => '.repeat(depth)}1${' end'.repeat(depth)}`],
  ['interpolations', 100, (depth) => `${'"#{'.repeat(depth)}1${'}"'.repeat(depth)}`],
];

describe.each(KINDS)('%s', (_, limit, textOf) => {
  test.each([50, 199, 201, 5000])('in each other, %i times', (depth) => {
    const { diagnostics } = parseScript({ name: 'deep', text: textOf(depth) });
    expect(diagnostics.map(({ code }) => code)).toEqual(depth <= limit ? [] : ['FR213']);
  });
});

test.each([
  ['brackets', '['.repeat(2000)],
  ['records', '{"a":'.repeat(2000)],
  ['matches', 'match 1 of case 1 => '.repeat(150)],
  ['interpolations', '"#{'.repeat(198)],
])('%s that are never closed are one mistake', async (_, body) => {
  expect(await mistakesIn(body)).toEqual(['FR213']);
});

test('words that are keys are no nesting', () => {
  const text = 'event.match + '.repeat(150) + 'event.match';
  expect(parseScript({ name: 'keys', text }).diagnostics).toEqual([]);
});

test('a `match` that lacks its `end` is closed by the next statement', () => {
  const text = 'define script s script match 1 of case 1 => 1; '.repeat(150);
  expect(parseScript({ name: 'flat', text }).diagnostics.map(({ code }) => code)).not.toContain('FR213');
});

async function mistakesIn(body: string): Promise<readonly string[]> {
  const text = `define flow main\nflow\n  define pipeline p\n  pipeline\n    define script s\n    script\n${body}\n    end;\n  end;\nend;\ndeploy flow main;\n`;
  const { value, diagnostics } = await compile({ name: 'deep.flow', text }, { registry: testRegistry() });
  expect(value).toBeNull();
  return diagnostics.map(({ code }) => code);
}
