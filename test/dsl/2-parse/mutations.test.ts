import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { tokenize } from '../../../src/dsl/1-lex/lexer.ts';
import { parseFlow, parseScript, printFlow } from '../../../src/dsl/3-ast/index.ts';
import { render, toJson } from '../../../src/dsl/diagnostics/index.ts';
import { nodesOf } from '../../kit/trees.ts';

const FIXTURES = fileURLToPath(new URL('../../fixtures/', import.meta.url));
const corpus = ['parse', 'diagnostics'].flatMap((suite) =>
  readdirSync(`${FIXTURES}${suite}`)
    .map((name) => `${FIXTURES}${suite}/${name}/input.flow`)
    .filter((path) => existsSync(path))
    .map((path) => readFileSync(path, 'utf8'))
    .filter((text) => text.length < 3000),
);
const SNIPPETS = [
  '"',
  '"""',
  '#{',
  '}',
  '{',
  '%{',
  '(',
  ']',
  ';',
  'end',
  'match',
  '`',
  '|',
  '\\u',
  '\ud800',
  '_',
];

/** A text of the corpus in which some characters or tokens are deleted, doubled, swapped or put in. */
const mutated = fc
  .record({
    text: fc.constantFrom(...corpus),
    edits: fc.array(
      fc.record({
        kind: fc.constantFrom('delete', 'double', 'swap', 'insert', 'cut'),
        unit: fc.constantFrom('character', 'token'),
        at: fc.nat(),
        snippet: fc.constantFrom(...SNIPPETS),
      }),
      { minLength: 1, maxLength: 4 },
    ),
  })
  .map(({ text, edits }) => edits.reduce(edit, text));

interface Edit {
  readonly kind: string;
  readonly unit: string;
  readonly at: number;
  readonly snippet: string;
}

function edit(text: string, { kind, unit, at, snippet }: Edit): string {
  const pieces = unit === 'character' ? text.split('') : tokensOf(text);
  if (pieces.length < 2) return text + snippet;
  const index = at % (pieces.length - 1);
  const [first = '', second = ''] = pieces.slice(index, index + 2);
  const middle = { delete: [second], double: [first, first, second], swap: [second, first] }[kind];
  if (kind === 'cut') return pieces.slice(0, index).join('');
  return [
    ...pieces.slice(0, index),
    ...(middle ?? [first, snippet, second]),
    ...pieces.slice(index + 2),
  ].join('');
}

/** The tokens of a text, each with the blanks behind it. */
function tokensOf(text: string): string[] {
  const starts = tokenize({ name: 'text', text }).tokens.map((token) => token.startOffset);
  return starts.map((start, index) => text.slice(index === 0 ? 0 : start, starts[index + 1] ?? text.length));
}

describe('text with mistakes', () => {
  test('never makes the front throw, and is spoken of only in places that it has', () => {
    fc.assert(
      fc.property(mutated, (text) => {
        const source = { name: 'mutated.flow', text };
        const { value, diagnostics } = parseFlow(source);
        for (const { primary, context } of diagnostics) {
          for (const { span } of [primary, ...context]) expectInside(span, text);
        }
        for (const { span } of nodesOf(value)) expectInside(span, text);
        expect(render(diagnostics, { colour: false }).length > 0).toBe(diagnostics.length > 0);
        expect(toJson(diagnostics)).toHaveLength(diagnostics.length);
        printFlow(value);
      }),
      { numRuns: 500, examples: [['"""'], ['define flow a flow define script s script match 1 of ']] },
    );
  });

  test('that has no errors is printed to text that means the same', () => {
    fc.assert(
      fc.property(mutated, (text) => {
        const first = parseFlow({ name: 'mutated.flow', text });
        fc.pre(first.diagnostics.length === 0);
        const printed = printFlow(first.value);
        const again = parseFlow({ name: 'printed.flow', text: printed });
        expect(again.diagnostics).toEqual([]);
        expect(printFlow(again.value)).toBe(printed);
      }),
      { numRuns: 60, maxSkipsPerRun: 1000 },
    );
  });

  test('gets few messages: a single edit of a flow never more than four', () => {
    const flow = readFileSync(`${FIXTURES}parse/s3demo/input.flow`, 'utf8');
    const tokens = tokensOf(flow);
    const worst = tokens
      .map((_, index) => [...tokens.slice(0, index), ...tokens.slice(index + 1)].join(''))
      .map((text) => ({ text, count: parseFlow({ name: 's3demo.flow', text }).diagnostics.length }))
      .sort((a, b) => b.count - a.count)[0]!;
    expect(worst.count, worst.text).toBeLessThanOrEqual(4);
  });

  test.each([
    ['brackets', '['.repeat(5000)],
    ['interpolations', '"#{'.repeat(5000)],
    ['matches', 'match 1 of case 1 => '.repeat(3000)],
    ['prefixes', '- '.repeat(5000)],
    ['presence', 'present '.repeat(5000)],
    ['operators', '1 + '.repeat(5000)],
    ['bindings', `match 1 of case ${'a = '.repeat(5000)}`],
    ['patterns', `match 1 of case ${'%['.repeat(5000)}`],
  ])('that nests without end is answered: %s', (_, text) => {
    const { diagnostics } = parseScript({ name: 'deep', text });
    expect(diagnostics.length).toBeGreaterThan(0);
    expect(diagnostics.length).toBeLessThan(4);
  });

  test.each([
    ['unclosed definitions', 'define pipeline p pipeline '],
    ['junk', '} = ) ; '],
    ['missing semicolons', 'create connector a\n'],
    ['half statements', 'connect /connector/\n'],
  ])('a long text of mistakes is read to its end: %s', (_, piece) => {
    const text = piece.repeat(1000);
    const { value, diagnostics } = parseFlow({ name: 'long', text });
    expect(value.span).toEqual({ start: 0, end: text.length });
    expect(diagnostics.length).toBeGreaterThan(0);
  });
});

function expectInside(span: { readonly start: number; readonly end: number }, text: string): void {
  const isInside = span.start >= 0 && span.start <= span.end && span.end <= text.length;
  expect(isInside, `${span.start}-${span.end} in ${text.length} characters`).toBe(true);
}
