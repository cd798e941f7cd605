/** Every script, query and flow of the fixtures, printed and parsed again: the tree is the same, and so is the print. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { parseFlow, printFlow } from '../../src/dsl/3-ast/index.ts';
import { render } from '../../src/dsl/diagnostics/index.ts';
import { withoutSpans } from '../kit/trees.ts';

const FIXTURES = fileURLToPath(new URL('../fixtures/', import.meta.url));

const AROUND: Readonly<Record<string, (text: string) => string>> = {
  'scripts/script.flow': (text) =>
    `define flow a flow define pipeline b pipeline define script c script\n${text}\nend; end; end;`,
  'queries/query.flow': (text) => `define flow a flow\n${text}\nend;`,
  'flows/main.flow': (text) => text,
};

const TEXTS = Object.entries(AROUND).flatMap(([path, around]) => {
  const [suite, file] = path.split('/') as [string, string];
  return readdirSync(`${FIXTURES}${suite}`)
    .map((name) => ({ name: `${suite}/${name}`, path: `${FIXTURES}${suite}/${name}/${file}` }))
    .filter((each) => existsSync(each.path))
    .map(({ name, path: file }) => ({ name, text: around(readFileSync(file, 'utf8')) }));
});

test('there are hundreds of them', () => expect(TEXTS.length).toBeGreaterThan(400));

test.each(TEXTS)('$name', ({ text }) => {
  const { value: tree, diagnostics } = parseFlow({ name: 'input.flow', text });
  expect(render(diagnostics, { colour: false })).toBe('');
  const printed = printFlow(tree);
  const again = parseFlow({ name: 'printed.flow', text: printed });
  expect(render(again.diagnostics, { colour: false })).toBe('');
  expect(withoutSpans(again.value)).toEqual(withoutSpans(tree));
  expect(printFlow(again.value)).toBe(printed);
});
