import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { compile, render } from '../../src/dsl/index.ts';
import { modulesOf } from '../kit/modules-of.ts';
import { testRegistry } from '../kit/registry.ts';

const CASES = fileURLToPath(new URL('../fixtures/diagnostics/', import.meta.url));

/**
 * A case is a flow with mistakes (`input.flow`) and what is said about them (`errors.txt`); perhaps with `modules`, a folder of
 * modules.
 */
test.each(readdirSync(CASES))('diagnostics: %s', async (name) => {
  const source = { name: 'input.flow', text: readFileSync(`${CASES}${name}/input.flow`, 'utf8') };
  const { diagnostics } = await compile(source, {
    registry: testRegistry(),
    modules: modulesOf(`${CASES}${name}`),
  });
  await expect(render(diagnostics, { colour: false })).toMatchFileSnapshot(`${CASES}${name}/errors.txt`);
});
