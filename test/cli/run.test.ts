import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { runCommand, startCommand } from '../kit/command.ts';

const FLOWS = fileURLToPath(new URL('../../flows', import.meta.url));

function folder(): string {
  const dir = mkdtempSync(join(tmpdir(), 'flowrun-cli-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

/** A folder with the s3demo flow and its sample. */
function demo(): string {
  const dir = folder();
  cpSync(FLOWS, dir, { recursive: true });
  return dir;
}

/** A flow from `from` to `to`, two connector texts after `from`. */
function flow(from: string, to: string): string {
  return `define flow f flow
  define connector a from ${from} end;
  define connector b from ${to} end;
  create connector a;
  create connector b;
  connect /connector/a to /connector/b;
end;
deploy flow f;
`;
}

const STDIN = 'stdio with codec = "json", preprocessors = ["separate"]';
const STDOUT = 'stdio with codec = "json", postprocessors = ["separate"]';

test('the s3demo flow writes three objects and says so', async () => {
  const cwd = demo();
  const { code, stdout, stderr } = await runCommand(['s3demo.flow', '--local'], { cwd });
  const object = (key: string): string => readFileSync(join(cwd, '.flowrun/s3/tremordemo', key), 'utf8');
  expect(stderr).toMatch(
    /^s3demo: done in .* s\n {2}s3conn {2}3 events out, .*3 objects\n {2}files3 {2}3 events in/m,
  );
  expect(stderr).toContain('the objects are in `.flowrun/s3/tremordemo`');
  expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
  expect(object('key1')).toBe('{"event1": "hello1", "key2":[1,2,3,4,5]}');
  expect(object('key2')).toBe('{"event3": {"nested Obj": ["vec1", "vec2", "vec3"]}}');
  expect(object('key3')).toBe('{"event3": null}');
});

test('a flow works in a shell pipe: stdin to stdout, talk on stderr', async () => {
  const cwd = folder();
  writeFileSync(join(cwd, 'f.flow'), flow(STDIN, STDOUT));
  const input = '{"n": 7.0}\n{"n": 12345678901234567890}\n';
  const { code, stdout } = await runCommand(['f.flow'], { cwd, input });
  expect({ code, stdout }).toEqual({ code: 0, stdout: input });
});

test('what goes to port `stderr` of stdio is on standard error', async () => {
  const cwd = folder();
  const text = `define flow f
flow
  define connector console from stdio with
    codec = "json", preprocessors = ["separate"], postprocessors = ["separate"]
  end;
  create connector console;
  connect /connector/console to /connector/console;
  connect /connector/console/err to /connector/console/stderr;
end;
deploy flow f;`;
  writeFileSync(join(cwd, 'f.flow'), text);
  const { code, stdout, stderr } = await runCommand(['f.flow', '--quiet'], {
    cwd,
    input: '{"n":1}\n{"n":\n',
  });
  expect(stdout).toBe('{"n":1}\n');
  expect(JSON.parse(stderr)).toMatchObject({ event: '{"n":', source: 'console' });
  expect(code).toBe(0);
});

test('a line that does not decode is counted and logged; the flow goes on', async () => {
  const cwd = folder();
  writeFileSync(join(cwd, 'f.flow'), flow(STDIN, STDOUT));
  const { code, stdout, stderr } = await runCommand(['f.flow'], { cwd, input: '{"n":1}\n{"n":\n{"n":3}\n' });
  expect(stdout).toBe('{"n":1}\n{"n":3}\n');
  expect(stderr).toMatch(/^warn: a: .*at byte 8/m);
  expect(stderr).toContain('1 error event that nothing took');
  expect(code).toBe(0);
});

test('--on-error stop ends the flow at the first such line', async () => {
  const cwd = folder();
  writeFileSync(join(cwd, 'f.flow'), flow(STDIN, STDOUT));
  const { code, stderr } = await runCommand(['f.flow', '--on-error', 'stop'], {
    cwd,
    input: '{"n":\n{"n":3}\n',
  });
  expect(stderr).toContain('stopped because of --on-error stop');
  expect(code).toBe(1);
});

test('a wrong flow is shown with its mistakes and exits with 2', async () => {
  const cwd = folder();
  writeFileSync(join(cwd, 'f.flow'), flow('file with code = "json"', STDOUT));
  const { code, stderr } = await runCommand(['f.flow'], { cwd });
  expect(stderr).toContain('did you mean `codec`?');
  expect(stderr).toContain('--> f.flow:2:');
  expect(code).toBe(2);
});

test('a file that is not there exits with 2 and says what to give', async () => {
  const { code, stderr } = await runCommand(['nothing.flow'], { cwd: folder() });
  expect(stderr).toBe(
    'error: there is no file `nothing.flow`\n  = help: give the path of a file that is there\n',
  );
  expect(code).toBe(2);
});

test('an input file that is not there exits with 3', async () => {
  const cwd = folder();
  writeFileSync(
    join(cwd, 'f.flow'),
    flow('file with codec = "json", config = { "path": "none.json" }', STDOUT),
  );
  const { code, stderr } = await runCommand(['f.flow'], { cwd });
  expect(stderr).toContain('none.json');
  expect(code).toBe(3);
});

test('an environment variable that a setting names and nobody set exits with 3', async () => {
  const cwd = demo();
  const { code, stderr } = await runCommand(['s3demo.flow'], { cwd });
  expect(stderr).toMatch(
    /^error: the environment variable `AWS_REGION` is not set; .*`aws_region`.*\n {2}= help: /,
  );
  expect(code).toBe(3);
});

test.each([
  [['server', 'run', 'a.troy'], 'there is no server: `flowrun FILE` runs a flow'],
  [['dbg', 'ast', 'a.tremor'], 'there is no `flowrun dbg`: `flowrun check FILE` says what is wrong'],
])('what Tremor calls %j is told', async (args, help) => {
  const { code, stderr } = await runCommand(args, { cwd: folder() });
  expect(stderr).toContain(`= help: ${help}`);
  expect(code).toBe(2);
});

test('an unknown option exits with 2', async () => {
  const { code, stderr } = await runCommand(['f.flow', '--on-eror', 'stop'], { cwd: folder() });
  expect(stderr).toContain('--on-error');
  expect(code).toBe(2);
});

test('--version and --help answer on stdout', async () => {
  const cwd = folder();
  expect(await runCommand(['--version'], { cwd })).toMatchObject({ code: 0, stdout: 'flowrun 0.1.0\n' });
  const help = await runCommand(['--help'], { cwd });
  expect(help).toMatchObject({ code: 0, stderr: '' });
  expect(help.stdout).toContain('flowrun');
  expect(help.stdout).toContain('check');
});

test('--arg sets an argument of the flow', async () => {
  const cwd = folder();
  const text = flow('file args path with codec = "json", config = { "path": args.path }', STDOUT)
    .replace('flow f flow', 'flow f args path flow')
    .replace('create connector a', 'create connector a with path = args.path end');
  writeFileSync(join(cwd, 'f.flow'), text);
  writeFileSync(join(cwd, 'in.json'), '{"a":1}');
  expect(await runCommand(['f.flow', '--arg', 'path=in.json'], { cwd })).toMatchObject({
    code: 0,
    stdout: '{"a":1}\n',
  });
  expect((await runCommand(['f.flow', '--arg', 'paht=in.json'], { cwd })).stderr).toContain(
    'did you mean `path`?',
  );
});

test('SIGTERM stops cleanly: what was read is complete in the bucket, exit 0', async () => {
  const cwd = folder();
  const s3 = 's3 with codec = "json", config = { "bucket": "bucket" }';
  const keyed = `define flow f flow
  define connector a from ${STDIN} end;
  define connector b from ${s3} end;
  define pipeline p pipeline
    define script k script let $s3 = { "key": "all" }; event end;
    create script k;
    select event from in into k;
    select event from k into out;
  end;
  create connector a; create connector b; create pipeline p;
  connect /connector/a to /pipeline/p;
  connect /pipeline/p to /connector/b;
end;
deploy flow f;`;
  writeFileSync(join(cwd, 'f.flow'), keyed);
  const started = startCommand(['f.flow', '--local', '--log-level', 'debug'], { cwd, input: null });
  started.write('{"n":1}\n');
  await started.saw('f: running');
  started.kill('SIGTERM');
  const { code, stderr } = await started.ended;
  expect(stderr).toContain('SIGTERM: stopping');
  expect(stderr).toContain('f: stopped after');
  expect(code).toBe(0);
});

test('a folder for --local that cannot be had is an environment error', async () => {
  const cwd = demo();
  writeFileSync(join(cwd, 'taken'), 'a file where the folder should be');
  const { code, stderr } = await runCommand(['s3demo.flow', '--local=taken'], { cwd });
  expect(stderr).toContain('taken');
  expect(code).toBe(3);
});

test('a bucket that the local S3 cannot make ends the command with a line, not with a hang', async () => {
  const cwd = demo();
  writeFileSync(
    join(cwd, 'bad.flow'),
    flow(STDIN, 's3 with codec = "json", config = { "bucket": "My_Bucket" }'),
  );
  const run = await runCommand(['bad.flow', '--local'], { cwd });
  expect(run.stderr).toMatch(/^error: the local S3 cannot make a bucket `My_Bucket`: .*\n {2}= help: /m);
  expect(run.code).toBe(2);
  const serve = await runCommand(['s3', 'serve', '--port', '0', '--bucket', 'My_Bucket'], { cwd });
  expect(serve).toMatchObject({ code: 2, stdout: '' });
});

test.each([
  [['s3'], '`flowrun s3` lacks a command', '`flowrun s3 serve`, `flowrun s3 uploads`'],
  [['state'], '`flowrun state` lacks a command', '`flowrun state list`'],
  [
    ['s3', 'serve', '--secret-key', '', '--host', '0.0.0.0'],
    '`--secret-key` is empty',
    'leave the option out',
  ],
  [['s3', 'serve', '--access-key', ''], '`--access-key` is empty', 'leave the option out'],
  [
    ['s3', 'serve', '--secret-key', 'flowrun-local-secret', '--host', '0.0.0.0'],
    'everybody knows',
    '--secret-key',
  ],
  [['s3', 'serve', '--port', ''], '`--port ` is no port', '0 to 65535'],
])('%j is refused, with help', async (args, message, help) => {
  const { stdout, stderr, code } = await runCommand(args, { cwd: folder() });
  expect(stderr).toContain(message);
  expect(stderr).toContain(help);
  expect([stdout, code]).toEqual(['', 2]);
});

test('s3 serve refuses to open the well-known secret to others', async () => {
  const { code, stderr } = await runCommand(['s3', 'serve', '--host', '0.0.0.0', '--port', '0'], {
    cwd: folder(),
  });
  expect(stderr).toContain('--secret-key');
  expect(code).toBe(2);
});

test('s3 serve prints what a client needs and ends with a signal', async () => {
  const started = startCommand(['s3', 'serve', '--port', '0', '--secret-key', 'hush'], { cwd: folder() });
  await started.saw('Ctrl-C ends it');
  started.kill('SIGINT');
  const { code, stdout } = await started.ended;
  expect(stdout).toMatch(
    /^AWS_ENDPOINT_URL=http:\/\/127\.0\.0\.1:\d+\nAWS_REGION=us-east-1\nAWS_ACCESS_KEY_ID=flowrun\nAWS_SECRET_ACCESS_KEY=hush\n$/,
  );
  expect(code).toBe(0);
});

test('explain prints the page of a message; an unknown code is near another', async () => {
  const cwd = folder();
  const page = await runCommand(['explain', 'fr405'], { cwd });
  expect(page.stdout).toMatch(/^# FR405: /);
  const unknown = await runCommand(['explain', 'FR4055'], { cwd });
  expect(unknown.stderr).toContain('did you mean');
  expect(unknown.code).toBe(2);
});

test('check --json prints the mistakes on stdout', async () => {
  const cwd = folder();
  writeFileSync(join(cwd, 'f.flow'), flow('file with code = "json", config = { "path": "in.json" }', STDOUT));
  const { code, stdout } = await runCommand(['check', 'f.flow', '--json'], { cwd });
  const [first] = JSON.parse(stdout) as { code: string; file: string; line: number; help: string[] }[];
  expect([first!.code, first!.file, first!.line, first!.help]).toEqual([
    'FR405',
    'f.flow',
    2,
    ['did you mean `codec`?'],
  ]);
  expect(code).toBe(2);
});

/** Two flows: one ends by an event, the other one would go on for ever. */
function endingFlow(settings: string): string {
  return `define flow ending flow
  define connector beat from metronome with config = { "interval": "5ms" } end;
  define connector stop from exit with config = { ${settings} } end;
  create connector beat;
  create connector stop;
  connect /connector/beat to /connector/stop;
end;
define flow endless flow
  define connector beat from metronome with config = { "interval": "5ms" } end;
  define connector nowhere from \`null\`;
  create connector beat;
  create connector nowhere;
  connect /connector/beat to /connector/nowhere;
end;
deploy flow ending;
deploy flow endless;
`;
}

test.each([
  ['"graceful": true', 0],
  ['"graceful": true, "code": 7', 7],
  ['"graceful": false, "code": 8', 8],
  ['"graceful": false', 0],
])('an event at `exit` ends all flows: %s', async (settings, code) => {
  const cwd = folder();
  writeFileSync(join(cwd, 'f.flow'), endingFlow(settings));
  const result = await runCommand(['f.flow'], { cwd });
  expect({ code: result.code, stdout: result.stdout }).toEqual({ code, stdout: '' });
  expect(result.stderr).toMatch(/^ending: stopped after/m);
  expect(result.stderr).toMatch(/^endless: stopped after/m);
  expect(result.stderr).not.toContain('error');
});
