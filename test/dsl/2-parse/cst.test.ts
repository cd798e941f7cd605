import { generateCstDts } from 'chevrotain';
import { format, resolveConfig } from 'prettier';
import { expect, test } from 'vitest';
import { FlowGrammar } from '../../../src/dsl/2-parse/flow-grammar.ts';

const HEAD = `/**
 * The concrete syntax tree, generated from the grammar: \`npx vitest run test/dsl/2-parse -u\`. Every child is
 * optional, because a parser that recovers leaves holes.
 */`;

test('the types of the concrete syntax tree are those of the grammar', async () => {
  const file = new URL('../../../src/dsl/2-parse/cst.ts', import.meta.url).pathname;
  const grammar = new FlowGrammar({ skipValidations: false });
  const generated = generateCstDts(grammar.getGAstProductions(), { includeVisitorInterface: false })
    .replace(/^import .*$/m, "import type { CstNode, IToken } from 'chevrotain';")
    .replace(/^( {2}\w+): (.*\[\];)$/gm, '$1?: $2');
  const text = await format(`${HEAD}\n${generated}`, {
    ...(await resolveConfig(file)),
    parser: 'typescript',
  });
  await expect(text).toMatchFileSnapshot(file);
});
