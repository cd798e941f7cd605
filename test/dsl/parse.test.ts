import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import {
  parseExpression,
  parseFlow,
  parseModule,
  parseScript,
  printFlow,
} from '../../src/dsl/3-ast/index.ts';
import { render } from '../../src/dsl/diagnostics/index.ts';
import { nodesOf, treeText, withoutSpans } from '../kit/trees.ts';

const CASES = fileURLToPath(new URL('../fixtures/parse/', import.meta.url));
const STEPS = ['let', 'const', 'emit', 'drop', 'fn'];
const VALUES = [
  'literal',
  'string',
  'list',
  'bytes',
  'record',
  'path',
  'unary',
  'binary',
  'presence',
  'call',
  'recur',
  'for',
  'patch',
  'merge',
  'match',
];

/** A case is a flow without mistakes (`input.flow`), or a module if its name says so, and its tree (`ast.json`). */
describe.each(readdirSync(CASES))('parse: %s', (name) => {
  const parse = name.startsWith('module') ? parseModule : parseFlow;
  const text = readFileSync(`${CASES}${name}/input.flow`, 'utf8');
  const { value: tree, diagnostics } = parse({ name: 'input.flow', text });

  test('gives the tree, and nothing to complain about', async () => {
    expect(render(diagnostics, { colour: false })).toBe('');
    await expect(treeText(tree)).toMatchFileSnapshot(`${CASES}${name}/ast.json`);
  });

  test('printed and parsed again, the tree is the same, and so is the print', () => {
    const printed = printFlow(tree);
    const again = parse({ name: 'printed.flow', text: printed });
    expect(render(again.diagnostics, { colour: false })).toBe('');
    expect(withoutSpans(again.value)).toEqual(withoutSpans(tree));
    expect(printFlow(again.value)).toBe(printed);
  });

  test('every span is that of the text of its node', () => {
    for (const node of nodesOf(tree)) {
      const own = text.slice(node.span.start, node.span.end);
      const source = { name: 'slice', text: own };
      if (node.kind === 'name') expect(own.replaceAll('`', '')).toBe(node['text']);
      if (STEPS.includes(node.kind))
        expect(withoutDocs(parseScript(source).value[0])).toEqual(withoutDocs(node));
      if (VALUES.includes(node.kind)) {
        expect(withoutSpans(parseExpression(source).value)).toEqual(withoutSpans(node));
      }
    }
  });
});

/** Documentation stands before a constant, outside of its span. */
function withoutDocs(node: unknown): unknown {
  return { ...(withoutSpans(node) as object), docs: [] };
}
