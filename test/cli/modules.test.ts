import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { runCommand } from '../kit/command.ts';
import { tempFolder } from '../kit/temp-folder.ts';

/** A folder with these files, by path. */
async function folderOf(files: Readonly<Record<string, string>>): Promise<string> {
  const dir = await tempFolder();
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(dir, dirname(path)), { recursive: true });
    writeFileSync(join(dir, path), text);
  }
  return dir;
}

const ECHO = `
use tremor::connectors;
define flow echo
flow
  use text;
  define pipeline main pipeline select text::shout(event) from in into out; end;
  create connector console from connectors::console;
  create pipeline main;
  connect /connector/console to /pipeline/main;
  connect /pipeline/main to /connector/console;
end;
`;
const SHOUT = 'fn shout(x) with "#{string::uppercase(x)}!" end;\n';
const QUIET = ['--quiet', '--no-state'];

test('a flow uses modules beside its file, wherever the command runs', async () => {
  const cwd = await folderOf({
    'flows/main.flow': 'use lib::echo;\ndeploy flow echo from echo::echo;\n',
    'flows/lib/echo.troy': ECHO,
    'flows/text.tremor': SHOUT,
  });
  const { stdout, stderr, code } = await runCommand([...QUIET, 'flows/main.flow'], { cwd, input: 'a\nb\n' });
  expect({ stdout, stderr, code }).toEqual({ stdout: 'A!\nB!\n', stderr: '', code: 0 });
});

test('the folders of the command line come before those of the environment, and a .troy file is a flow', async () => {
  const cwd = await folderOf({
    'main.troy': `${ECHO}deploy flow echo;\n`,
    'first/text.flow': 'fn shout(x) with "first" end;\n',
    'second/text.flow': 'fn shout(x) with "second" end;\n',
    'third/text.flow': 'fn shout(x) with "third" end;\n',
  });
  const run = async (args: readonly string[], env: Readonly<Record<string, string>>) =>
    (await runCommand([...QUIET, 'main.troy', ...args], { cwd, input: 'a\n', env })).stdout;
  const paths = { FLOWRUN_PATH: '/nowhere:second', TREMOR_PATH: 'third' };
  expect(await run(['--module-path', 'first', '--module-path', 'second'], paths)).toBe('first\n');
  expect(await run([], paths)).toBe('second\n');
  expect(await run([], { TREMOR_PATH: 'third' })).toBe('third\n');
});

test('what is wrong in a module is shown in its file, for people and for tools', async () => {
  const cwd = await folderOf({
    'flows/main.flow': 'use lib;\ndeploy flow main from lib::main;\n',
    'flows/lib.flow': '\ndefine flow main flow create pipeline p; end;\n',
  });
  const check = await runCommand(['check', 'flows/main.flow'], { cwd });
  expect(check.code).toBe(2);
  expect(check.stderr).toContain(
    'error[FR305]: pipeline `p` is created but not defined\n --> flows/lib.flow:2:39',
  );
  const json = await runCommand(['check', '--json', 'flows/main.flow'], { cwd });
  expect(json.code).toBe(2);
  expect(JSON.parse(json.stdout)).toMatchObject([
    { code: 'FR305', file: 'flows/lib.flow', line: 2, labels: [{ file: 'flows/lib.flow' }] },
  ]);
});

test('a module that is not found is a mistake in the flow', async () => {
  const cwd = await folderOf({ 'main.flow': 'use txet;\n', 'lib/text.flow': SHOUT });
  const { code, stderr } = await runCommand(['check', 'main.flow', '--module-path', 'lib'], { cwd });
  expect(code).toBe(2);
  expect(stderr).toContain('= help: did you mean `text`?');
  expect(stderr).toContain('= note: looked for `txet.flow`, `.tremor`, `.trickle` and `.troy`');
  expect(stderr).toContain('= note: looked for `lib/txet.flow`, `.tremor`, `.trickle` and `.troy`');
});

test('scripts and queries are no flows', async () => {
  const cwd = await folderOf({ 'a.tremor': 'event', 'b.trickle': 'select event from in into out;' });
  const script = await runCommand(['a.tremor'], { cwd });
  expect(script.code).toBe(2);
  expect(script.stderr).toContain('error: `a.tremor` is a script, not a flow');
  expect(script.stderr).toContain('`flowrun eval -f a.tremor`');
  const query = await runCommand(['check', 'b.trickle'], { cwd });
  expect(query.code).toBe(2);
  expect(query.stderr).toContain('`flowrun eval --query b.trickle`');
});

test('scripts and queries use modules, too', async () => {
  const cwd = await folderOf({
    'a.tremor': 'use text;\ntext::shout(event)',
    'b.trickle': 'use text;\nselect text::shout(event) from in into out;',
    'text.flow': SHOUT,
  });
  const run = async (...args: string[]) =>
    (await runCommand(['eval', ...args], { cwd, input: '"x"\n' })).stdout;
  expect(await run('-f', 'a.tremor')).toBe('"X!"\n');
  expect(await run('--query', 'b.trickle')).toBe('"X!"\n');
  expect(await run('use text; text::shout("y")')).toBe('"Y!"\n');
});

test('a folder of modules that is not there is a mistake on the command line', async () => {
  const cwd = await folderOf({ 'main.flow': 'deploy flow main;' });
  const { code, stderr } = await runCommand(['check', 'main.flow', '--module-path', 'nowhere'], { cwd });
  expect(code).toBe(2);
  expect(stderr).toContain('error: there is no folder `nowhere`');
});
