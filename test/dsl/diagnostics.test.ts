import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { compileScriptAlone } from '../../src/dsl/alone.ts';
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
 * A case is a flow with mistakes (`input.flow`), or a bare script (`script.tremor`), and what is said about them
 * (`errors.txt`); perhaps with `modules`, a folder of modules.
 */
test.each(readdirSync(CASES))('diagnostics: %s', async (name) => {
  const isScript = existsSync(`${CASES}${name}/script.tremor`);
  const file = isScript ? 'script.tremor' : 'input.flow';
  const source = { name: file, text: readFileSync(`${CASES}${name}/${file}`, 'utf8') };
  const folders = modulesOf(`${CASES}${name}`);
  const { diagnostics } = isScript
    ? compileScriptAlone(source, { folders, env: ENV })
    : await compile(source, { registry: testRegistry(), modules: folders, env: ENV });
  for (const secret of Object.values(ENV)) {
    expect(render(diagnostics, { colour: false })).not.toContain(secret);
  }
  await expect(render(diagnostics, { colour: false })).toMatchFileSnapshot(`${CASES}${name}/errors.txt`);
});
