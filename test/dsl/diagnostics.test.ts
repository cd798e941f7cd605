import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { compile, render } from '../../src/dsl/index.ts';
import { modulesOf } from '../kit/modules-of.ts';
import { testRegistry } from '../kit/registry.ts';

const CASES = fileURLToPath(new URL('../fixtures/diagnostics/', import.meta.url));

/** What `env::var` finds; no value may be in what is said. */
const ENV = {
  FLOWRUN_BUCKET: 'pencils-of-march',
  FLOWRUN_TOKEN: 'correct horse battery staple in the stable of the king',
};

/**
 * A case is a flow with mistakes (`input.flow`) and what is said about them (`errors.txt`); perhaps with `modules`, a folder of
 * modules.
 */
test.each(readdirSync(CASES))('diagnostics: %s', async (name) => {
  const source = { name: 'input.flow', text: readFileSync(`${CASES}${name}/input.flow`, 'utf8') };
  const { diagnostics } = await compile(source, {
    registry: testRegistry(),
    modules: modulesOf(`${CASES}${name}`),
    env: ENV,
  });
  for (const secret of Object.values(ENV)) {
    expect(render(diagnostics, { colour: false })).not.toContain(secret);
  }
  await expect(render(diagnostics, { colour: false })).toMatchFileSnapshot(`${CASES}${name}/errors.txt`);
});
