import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { hasErrors, render } from '../../src/dsl/index.ts';
import { modulesOf } from '../kit/modules-of.ts';
import { runPipeline } from '../kit/run-pipeline.ts';

const CASES = fileURLToPath(new URL('../fixtures/queries/', import.meta.url));

/**
 * A case is a pipeline `main` with its `create` (`query.flow`), events (`in.ndjson`: value, and port and metadata where
 * they matter) and what comes out (`out.ndjson`), in the order in which it does. `modules`, if it
 * is there, is a folder of modules.
 */
test.each(readdirSync(CASES))('query: %s', async (name) => {
  const read = (file: string) => readFileSync(`${CASES}${name}/${file}`, 'utf8');
  const { diagnostics, output } = await runPipeline(
    read('query.flow'),
    read('in.ndjson'),
    modulesOf(`${CASES}${name}`),
  );
  expect(hasErrors(diagnostics), render(diagnostics, { colour: false })).toBe(false);
  await expect(output).toMatchFileSnapshot(`${CASES}${name}/out.ndjson`);
});
