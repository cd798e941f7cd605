import { link, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { builtInRegistry, compile, startFlow } from '../../../src/index.ts';
import { EnvironmentError } from '../../../src/runtime/api.ts';
import { recordSink } from '../../kit/sink-context.ts';
import { tempFolder } from '../../kit/temp-folder.ts';

const flow = (output: string, mode: string): string => `define flow main
flow
    define connector input from file with
        codec = "json", preprocessors = ["separate"], config = { "path": "m.nd" }
    end;
    define connector output from file with
        codec = "json", postprocessors = ["separate"], config = { "path": "${output}", "mode": "${mode}" }
    end;
    create connector input;
    create connector output;
    connect /connector/input to /connector/output;
end;
deploy flow main;`;

/** Runs the flow in `baseDir`; gives the error that ended it. */
async function run(baseDir: string, text: string): Promise<unknown> {
  const registry = builtInRegistry();
  const { value: plan } = await compile({ name: 'main.flow', text }, { registry });
  const { logger } = recordSink().context;
  const options = { env: {}, onError: 'continue', s3Override: undefined, stopBudgetMs: 10_000 } as const;
  return startFlow(plan!.flows[0]!, { ...options, registry, baseDir, logger }).done.catch(
    (error: unknown) => error,
  );
}

test.each(['write', 'append', 'overwrite'])(
  'a flow that reads what it writes is refused: %s',
  async (mode) => {
    const baseDir = await tempFolder();
    const path = join(baseDir, 'm.nd');
    await writeFile(path, '1\n2\n');
    await symlink('m.nd', join(baseDir, 'symbolic.nd'));
    await link(path, join(baseDir, 'hard.nd'));
    for (const [output, also] of [
      ['m.nd', ''],
      ['symbolic.nd', ' (as `symbolic.nd`)'],
      ['hard.nd', ' (as `hard.nd`)'],
    ] as const) {
      const error = await run(baseDir, flow(output, mode));
      expect(error).toBeInstanceOf(EnvironmentError);
      expect(error).toMatchObject({
        message: `\`m.nd\` is read and written by this flow${also}`,
        help: 'write to another file, and rename it when the flow has ended',
      });
      expect(await readFile(path, 'utf8')).toBe('1\n2\n');
    }
  },
);

test('a flow that writes a file twice is refused', async () => {
  const baseDir = await tempFolder();
  await writeFile(join(baseDir, 'm.nd'), '1\n');
  await writeFile(join(baseDir, 'out.nd'), 'old\n');
  await symlink('out.nd', join(baseDir, 'other.nd'));
  const text = flow('out.nd', 'write').replace(
    '    create connector input;',
    `    define connector second from file with
        codec = "json", config = { "path": "other.nd", "mode": "append" }
    end;
    create connector second; connect /connector/input to /connector/second;
    create connector input;`,
  );
  const error = await run(baseDir, text);
  expect(error).toBeInstanceOf(EnvironmentError);
  expect(error).toMatchObject({
    message: expect.stringMatching(
      /^two connectors of this flow write `(out|other)\.nd` \(as `(out|other)\.nd`\)$/,
    ) as string,
    help: 'connect what is to be in it to one connector',
  });
  expect(await readFile(join(baseDir, 'out.nd'), 'utf8')).toBe('old\n');
});

test('a flow that cannot start leaves the file that it would write as it was', async () => {
  const baseDir = await tempFolder();
  await writeFile(join(baseDir, 'out.nd'), 'old\n');
  expect(await run(baseDir, flow('out.nd', 'write'))).toBeInstanceOf(EnvironmentError);
  expect(await readFile(join(baseDir, 'out.nd'), 'utf8')).toBe('old\n');
});
