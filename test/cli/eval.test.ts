import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runCommand, startCommand } from '../kit/command.ts';
import { tempFolder } from '../kit/temp-folder.ts';

async function folderWith(files: Readonly<Record<string, string>>): Promise<string> {
  const cwd = await tempFolder();
  for (const [name, text] of Object.entries(files)) writeFileSync(join(cwd, name), text);
  return cwd;
}

test('an expression is computed', async () => {
  const { code, stdout, stderr } = await runCommand(['eval', 'string::uppercase("x")'], {
    cwd: await tempFolder(),
  });
  expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: '"X"\n', stderr: '' });
});

test('an expression that fails says where', async () => {
  const { code, stdout, stderr } = await runCommand(['eval', '1 + event.x'], { cwd: await tempFolder() });
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toContain('expression:1:11');
});

test('an expression that is wrong is not run', async () => {
  const { code, stdout, stderr } = await runCommand(['eval', '1 +'], { cwd: await tempFolder() });
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain('error[FR202]');
});

test('a script runs for every line; what is wrong goes to stderr, and the rest goes on', async () => {
  const cwd = await folderWith({
    'a.tremor': 'match event of case 3 => emit "three" => "err" case _ => event * 2 end',
  });
  const { code, stdout, stderr } = await runCommand(['eval', '-f', 'a.tremor'], {
    cwd,
    input: '1\nnonsense\n"x"\n\n3\n4\n',
  });
  expect({ code, stdout }).toEqual({ code: 0, stdout: '2\n8\n' });
  expect(
    stderr
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown),
  ).toMatchObject([
    { event: 'nonsense', origin: { uri: 'stdin:', offset: 2 } },
    { event: 'x', source: 'a.tremor' },
    'three',
  ]);
});

test('a query runs over a file', async () => {
  const cwd = await folderWith({
    'q.trickle':
      'select event from in where event > 1 into out; select event from in where event > 2 into out/more;',
    'in.ndjson': '1\n2\n3.0\n',
  });
  const { code, stdout, stderr } = await runCommand(
    ['eval', '--query', 'q.trickle', '--input', 'in.ndjson'],
    { cwd },
  );
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout.split('\n').sort()).toEqual(['', '2', '3.0', '3.0']);
});

test('an event comes out before the next one comes in', async () => {
  const cwd = await folderWith({ 'a.tremor': 'event + 1' });
  const command = startCommand(['eval', '-f', 'a.tremor'], { cwd, input: null });
  command.write('1\n');
  await command.saw('2\n');
  command.write('2\n');
  await command.saw('3\n');
  command.kill('SIGINT');
  expect(await command.ended).toMatchObject({ code: 0, stdout: '2\n3\n' });
});

test.each([
  [['eval'], 'one of an expression, `-f` and `--query` is needed'],
  [['eval', '-1 + 2'], 'an expression that begins with `-` stands behind `--`'],
  [['eval', '1', '-f', 'a.tremor'], 'one of an expression, `-f` and `--query` is needed'],
  [['eval', '1', '--input', 'a'], '`--input` goes with `-f` or `--query`'],
  [['eval', '-f', 'missing.tremor'], 'there is no file `missing.tremor`'],
])('flowrun %j: %s', async (args, message) => {
  const { code, stderr } = await runCommand(args, { cwd: await tempFolder() });
  expect(code).toBe(2);
  expect(stderr).toContain(message);
});
