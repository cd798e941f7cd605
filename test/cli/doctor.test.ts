import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { renderDiagnosis } from '../../src/cli/doctor/render.ts';
import type { Diagnosis, ExaminedConnector } from '../../src/cli/doctor/diagnosis.ts';
import { runCommand, startCommand } from '../kit/command.ts';

function folderWith(text: string): string {
  const cwd = mkdtempSync(join(tmpdir(), 'flowrun-doctor-'));
  onTestFinished(() => rmSync(cwd, { recursive: true, force: true }));
  writeFileSync(join(cwd, 'f.flow'), text);
  return cwd;
}

function flowTo(sink: string): string {
  return `define flow f flow
  define connector a from stdio with codec = "json" end;
  define connector b from ${sink} end;
  create connector a;
  create connector b;
  connect /connector/a to /connector/b;
end;
deploy flow f;
`;
}

const s3Flow = (config: string): string => flowTo(`s3 with codec = "json", config = {${config}}`);

const KEYS = { AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY: 'do not print me' };

test('--local: everything works, and the policy is there to be copied', async () => {
  const cwd = folderWith(s3Flow('"bucket": "logs", "tags": {"a": "b"}'));
  const { code, stdout, stderr } = await runCommand(['doctor', 'f.flow', '--local'], { cwd });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toContain('flow `f`, connector `b` (s3)\n  credentials    of the local S3');
  expect(stdout).toMatch(/^ {4}put an object {2,}works {2}needed$/m);
  expect(stdout).toMatch(/\neverything that the flow needs works\n$/);
  expect(stdout).not.toContain('\u001b');
  const policy = /\n(\{\n[\s\S]*\n\})\n/.exec(stdout)![1]!;
  expect(JSON.parse(policy)).toMatchObject({ Version: '2012-10-17', Statement: [{}, {}] });
  expect(policy).toContain('"s3:PutObjectTagging"');
});

test('--json: one document with a stable shape', async () => {
  const cwd = folderWith(s3Flow('"bucket": "logs"'));
  const args = ['doctor', 'f.flow', '--local', '--json', '--no-write'];
  const { code, stdout } = await runCommand(args, { cwd });
  const report = JSON.parse(stdout) as Diagnosis & { ok: boolean };
  expect(code).toBe(0);
  expect(Object.keys(report)).toEqual(['ok', 'connectors', 'policy']);
  expect(report.ok).toBe(true);
  expect(Object.keys(report.connectors[0]!)).toEqual([
    'flow',
    'connector',
    'type',
    'facts',
    'checks',
    'leftovers',
    'policy',
    'notes',
  ]);
  expect(report.connectors[0]!.checks).toContainEqual({
    subject: 'bucket `logs`',
    name: 'put an object',
    outcome: 'skipped',
    isNeeded: true,
    detail: 'nothing is written (`--no-write`)',
  });
});

test('something that the flow needs does not work: exit 1, with the reason and help', async () => {
  const cwd = folderWith(
    s3Flow('"bucket": "logs", "endpoint": "http://127.0.0.1:1", "compatibility": "aws"'),
  );
  const { code, stdout } = await runCommand(['doctor', 'f.flow'], { cwd, env: KEYS });
  expect(code).toBe(1);
  expect(stdout).toContain(
    'FAILS  needed      cannot reach http://127.0.0.1:1: nothing listens at that address',
  );
  expect(stdout).toContain('\n      = help: check `endpoint`');
  expect(stdout).toMatch(/\n1 thing that the flow needs does not work\n$/);
  expect(stdout).not.toContain('do not print me');
});

test('a mistake in the flow: a frame, and exit 2', async () => {
  const cwd = folderWith(s3Flow('"bucket": "logs", "compatibility": "azure"'));
  const { code, stdout, stderr } = await runCommand(['doctor', 'f.flow', '--local'], { cwd });
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain('--> f.flow:3:');
  expect(stderr).toContain('"azure"');
  expect(stderr).toContain('error: `f.flow` was not examined');
});

test('a flow without S3 has nothing to examine', async () => {
  const cwd = folderWith(flowTo('stdio with codec = "json"'));
  const { code, stdout } = await runCommand(['doctor', 'f.flow'], { cwd });
  expect({ code, stdout }).toEqual({
    code: 0,
    stdout: 'no connector of this flow has anything to examine\n',
  });
});

test('interrupted while a server does not answer: exit 130, and soon', async () => {
  let asked = (): void => undefined;
  const isAsked = new Promise<void>((resolve) => (asked = resolve));
  const silent = createServer(() => asked());
  await new Promise<void>((listening) => silent.listen(0, '127.0.0.1', listening));
  onTestFinished(() => {
    silent.closeAllConnections();
    silent.close();
  });
  const endpoint = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
  const cwd = folderWith(s3Flow(`"bucket": "logs", "endpoint": "${endpoint}", "compatibility": "aws"`));
  const command = startCommand(['doctor', 'f.flow'], { cwd, env: KEYS });
  await isAsked;
  command.kill('SIGINT');
  const { code, stdout, stderr } = await command.ended;
  expect({ code, stdout }).toEqual({ code: 130, stdout: '' });
  expect(stderr).toBe('SIGINT: stopping; what was written is removed first (once more ends it at once)\n');
});

// ---------------------------------------------------------------- the report

const EMPTY_POLICY = { Version: '2012-10-17', Statement: [] } as const;

function connector(parts: Partial<ExaminedConnector>): ExaminedConnector {
  const leftovers = { total: 0, oldest: [] };
  const names = { flow: 'f', connector: 'b', type: 's3' };
  return { ...names, facts: [], checks: [], leftovers, policy: [], notes: [], ...parts };
}

test('columns stand below each other, also behind wide characters', () => {
  const subject = 'bucket `logs`';
  const text = renderDiagnosis(
    {
      connectors: [
        connector({
          facts: [
            { name: 'region', value: 'eu-west-1' },
            { name: '場所', value: 'here' },
          ],
          checks: [
            { subject, name: 'put', outcome: 'works', isNeeded: true },
            { subject, name: '読む', outcome: 'fails', isNeeded: true, detail: 'denied', help: 'allow it' },
            { subject, name: 'list', outcome: 'skipped', isNeeded: false, detail: 'not tried' },
          ],
          leftovers: {
            total: 30,
            oldest: [
              { place: 's3://logs/a', id: 'u1', ageMs: 90_061_000, bytes: 5_242_880 },
              { place: 's3://logs/long', id: 'u2', ageMs: undefined, bytes: undefined },
            ],
          },
          notes: ['mind the gap'],
        }),
      ],
      policy: EMPTY_POLICY,
    },
    { colour: false },
  );
  expect(text).toBe(`flow \`f\`, connector \`b\` (s3)
  region  eu-west-1
  場所    here

  bucket \`logs\`
    put   works  needed
    読む  FAILS  needed      denied
      = help: allow it
    list  -      not needed  not tried

  30 multipart uploads left open, by this flow or by others, and billed, the oldest 2 of them:
    1 d 1 h old     5.24 MB          s3://logs/a     u1
    of unknown age  of unknown size  s3://logs/long  u2

  note: mind the gap

The least that an IAM policy must allow for this:
{
  "Version": "2012-10-17",
  "Statement": []
}

1 thing that the flow needs does not work
`);
});

test('colours change nothing but the colour', () => {
  const check = { subject: 's', name: 'n', outcome: 'fails', isNeeded: true } as const;
  const diagnosis = { connectors: [connector({ checks: [check] })], policy: EMPTY_POLICY };
  const coloured = renderDiagnosis(diagnosis, { colour: true });
  expect(coloured).toContain('\u001b[31mFAILS\u001b[0m');
  expect(coloured.replace(/\u001b\[\d+m/g, '')).toBe(renderDiagnosis(diagnosis, { colour: false }));
});
