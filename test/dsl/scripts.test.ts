import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { modulesOf } from '../kit/modules-of.ts';
import { runScript } from '../kit/run-script.ts';

const FIXTURES = new URL('../fixtures/scripts/', import.meta.url);

/**
 * A case is a folder: `script.flow`, a bare script; `in.ndjson`, its events; `out.ndjson`, what comes of them; and perhaps
 * `modules`, a folder of modules.
 */
describe.each(readdirSync(FIXTURES))('%s', (name) => {
  const folder = new URL(`${name}/`, FIXTURES);
  const read = (file: string): string => readFileSync(new URL(file, folder), 'utf8');
  const input = read('in.ndjson').split('\n').filter(Boolean);

  // An event comes as text that is built when somebody looks into it, or built already: no script can tell.
  test.each(['lazy', 'built'] as const)('%s', async (form) => {
    const output = runScript(read('script.flow'), input, form, modulesOf(folder.pathname));
    await expect(output.map((line) => `${line}\n`).join('')).toMatchFileSnapshot(
      new URL('out.ndjson', folder).pathname,
    );
  });
});
