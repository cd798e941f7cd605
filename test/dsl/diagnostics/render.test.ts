import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { error, label, render, toJson, warning } from '../../../src/dsl/diagnostics/index.ts';
import type { Diagnostic, Source, Span } from '../../../src/dsl/diagnostics/index.ts';

const orders: Source = {
  name: 'flows/orders.flow',
  text: [
    ...Array.from({ length: 17 }, () => ''),
    '  define pipeline enrich into out, err',
    ...Array.from({ length: 22 }, () => ''),
    '  connect /pipeline/enrich/errs to /connector/dead;',
  ].join('\n'),
};

/** The span of the `nth` occurrence of `text`. */
function find(source: Source, text: string, nth = 1): Span {
  let start = -1;
  for (let i = 0; i < nth; i++) start = source.text.indexOf(text, start + 1);
  return { start, end: start + text.length };
}

function source(...lines: string[]): Source {
  return { name: 'a.flow', text: lines.join('\n') };
}

/** The frame between its head line and its last notes. */
function snippet(diagnostic: Diagnostic, maxWidth = 120): string {
  const rows = render([diagnostic], { colour: false, maxWidth }).split('\n');
  return rows.slice(3, rows.indexOf(rows.find((row) => / = note: /.test(row))!) - 1).join('\n');
}

const unknownPort = error({
  code: 'FR312',
  title: 'unknown port `errs` on pipeline `enrich`',
  source: orders,
  span: find(orders, 'errs'),
  label: 'no such port',
  context: [label(orders, find(orders, 'out, err'), 'these are its ports')],
  help: ['did you mean `err`?'],
});

describe('a frame', () => {
  test('is what the style guide shows', () => {
    expect(render([unknownPort], { colour: false })).toBe(`\
error[FR312]: unknown port \`errs\` on pipeline \`enrich\`
  --> flows/orders.flow:41:28
   |
18 |   define pipeline enrich into out, err
   |                               -------- these are its ports
...
41 |   connect /pipeline/enrich/errs to /connector/dead;
   |                            ^^^^ no such port
   |
   = help: did you mean \`err\`?
   = note: \`flowrun explain FR312\` tells more

1 error
`);
  });

  test('has the same text with colour', () => {
    const coloured = render([unknownPort], { colour: true });
    expect(coloured).toContain('\x1b[1;31m^^^^\x1b[0m \x1b[1;31mno such port\x1b[0m');
    expect(stripVTControlCharacters(coloured)).toBe(render([unknownPort], { colour: false }));
  });

  test('hangs the texts of several labels on one line below it', () => {
    const text = source('connect /pipeline/a/x to /connector/b;');
    const diagnostic = error({
      code: 'FR1',
      title: 't',
      source: text,
      span: find(text, 'x'),
      label: 'no such port',
      context: [
        label(text, find(text, 'connect'), 'in this link'),
        label(text, find(text, '/connector/b'), 'to this sink'),
      ],
    });
    expect(snippet(diagnostic)).toBe(`\
1 | connect /pipeline/a/x to /connector/b;
  | -------             ^    ------------ to this sink
  | |                   |
  | |                   no such port
  | in this link`);
  });

  test('draws the primary mark over the context that contains it', () => {
    const text = source('a = [1, 2');
    const diagnostic = error({
      code: 'FR1',
      title: 't',
      source: text,
      span: find(text, '1'),
      label: 'inner',
      context: [label(text, find(text, '[1, 2'), 'outer')],
    });
    expect(snippet(diagnostic)).toBe(`\
1 | a = [1, 2
  |     -^---
  |     ||
  |     |inner
  |     outer`);
  });

  test('shows a single line between two marks instead of dots, and trims blanks', () => {
    const text = source('one', '', 'two  ');
    const diagnostic = error({
      code: 'FR1',
      title: 't',
      source: text,
      span: find(text, 'two'),
      context: [label(text, find(text, 'one'), '')],
    });
    expect(snippet(diagnostic)).toBe('1 | one\n  | ---\n2 |\n3 | two\n  | ^^^');
  });

  test('marks the first and the last line of a longer span', () => {
    const text = source('a match', '  x', '  y', '  end b');
    const start = text.text.indexOf('match');
    const end = text.text.indexOf('end') + 3;
    const diagnostic = error({ code: 'FR1', title: 't', source: text, span: { start, end }, label: 'this' });
    expect(snippet(diagnostic)).toBe('1 | a match\n  |   ^^^^^\n...\n4 |   end b\n  |   ^^^ this');
  });

  test('points behind the last character when the span is empty there', () => {
    const text = source('deploy flow');
    const end = text.text.length;
    const diagnostic = error({
      code: 'FR1',
      title: 't',
      source: text,
      span: { start: end, end },
      label: 'here',
    });
    expect(snippet(diagnostic)).toBe('1 | deploy flow\n  |            ^ here');
  });

  test('expands tabs and counts wide and combined characters as they are shown', () => {
    const text = source('\tlet 日本 = e\u0301 + x;\r', '');
    const diagnostic = error({
      code: 'FR1',
      title: 't',
      source: text,
      span: find(text, 'x'),
      context: [label(text, find(text, '日本'), '')],
    });
    expect(snippet(diagnostic)).toBe('1 |     let 日本 = e\u0301 + x;\n  |         ----       ^');
  });

  test('shows control characters as a replacement: a source cannot repaint the terminal', () => {
    const text = source('a \x1b[2J \u202e b');
    const diagnostic = error({ code: 'FR1', title: 't', source: text, span: find(text, 'b') });
    expect(snippet(diagnostic)).toBe('1 | a \ufffd[2J \ufffd b\n  |          ^');
  });

  test('shows them so in what is said, too', () => {
    const text = source('a');
    const diagnostic = error({
      code: 'FR1',
      title: 'unexpected `\x1b[2J`',
      source: text,
      span: find(text, 'a'),
      label: 'l\n',
      help: ['h\u202e'],
    });
    const printed = render([diagnostic], { colour: false });
    expect(printed).toContain('error[FR1]: unexpected `\ufffd[2J`\n');
    expect(printed).toContain('^ l\ufffd\n');
    expect(printed).toContain('= help: h\ufffd\n');
  });

  test('clips a long line around its mark', () => {
    const text = source(`${'x'.repeat(200)} wrong ${'y'.repeat(200)}`);
    const diagnostic = error({
      code: 'FR1',
      title: 't',
      source: text,
      span: find(text, 'wrong'),
      label: 'l',
    });
    expect(snippet(diagnostic, 60)).toBe(
      `1 | ...${'x'.repeat(26)} wrong ${'y'.repeat(21)}...\n  | ${' '.repeat(30)}^^^^^ l`,
    );
  });

  test('clips behind a mark at the beginning, and before one at the end', () => {
    const text = source(`first ${'x'.repeat(200)} last`);
    const first = error({ code: 'FR1', title: 't', source: text, span: find(text, 'first') });
    expect(snippet(first, 40)).toBe(`1 | first ${'x'.repeat(31)}...\n  | ^^^^^`);
    const last = error({ code: 'FR1', title: 't', source: text, span: find(text, 'last') });
    expect(snippet(last, 40)).toBe(`1 | ...${'x'.repeat(32)} last\n  | ${' '.repeat(36)}^^^^`);
  });

  test('names the other file of a label', () => {
    const other: Source = { name: 'command line', text: 'path=1' };
    const text = source('deploy flow a;');
    const diagnostic = error({
      code: 'FR401',
      title: 't',
      source: other,
      span: find(other, 'path'),
      label: 'no such argument',
      context: [label(text, find(text, 'a;'), 'deployed here')],
    });
    expect(snippet(diagnostic)).toBe(`\
1 | path=1
  | ^^^^ no such argument
  |
 ::: a.flow:1:13
  |
1 | deploy flow a;
  |             -- deployed here`);
  });
});

describe('several diagnostics', () => {
  const text = source('one two three');
  const at = (code: string, word: string, make = error) =>
    make({ code, title: `about ${word}`, source: text, span: find(text, word) });
  const all = [at('FR2', 'three', warning), at('FR3', 'two'), at('FR1', 'one', warning), at('FR4', 'one')];

  test('come errors first, by place, with a blank line between and a count at the end', () => {
    const lines = render(all, { colour: false }).split('\n');
    expect(lines.filter((line) => /^(error|warning)/.test(line))).toEqual([
      'error[FR4]: about one',
      'error[FR3]: about two',
      'warning[FR1]: about one',
      'warning[FR2]: about three',
    ]);
    expect(lines.filter((line) => line === '')).toHaveLength(5);
    expect(lines.at(-2)).toBe('2 errors, 2 warnings');
  });

  test('are nothing when there are none', () => {
    expect(render([], { colour: true })).toBe('');
  });

  test('have a form for tools, in the same order', () => {
    expect(toJson(all).map((each) => each.code)).toEqual(['FR4', 'FR3', 'FR1', 'FR2']);
    expect(toJson([unknownPort])).toEqual([
      {
        file: 'flows/orders.flow',
        line: 41,
        column: 28,
        endLine: 41,
        endColumn: 32,
        code: 'FR312',
        severity: 'error',
        title: 'unknown port `errs` on pipeline `enrich`',
        labels: [
          {
            file: 'flows/orders.flow',
            line: 41,
            column: 28,
            endLine: 41,
            endColumn: 32,
            text: 'no such port',
          },
          {
            file: 'flows/orders.flow',
            line: 18,
            column: 31,
            endLine: 18,
            endColumn: 39,
            text: 'these are its ports',
          },
        ],
        help: ['did you mean `err`?'],
        notes: [],
      },
    ]);
  });
});
