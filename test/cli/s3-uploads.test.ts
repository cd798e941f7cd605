import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateMultipartUploadCommand, S3Client, UploadPartCommand } from '@aws-sdk/client-s3';
import { expect, onTestFinished, test } from 'vitest';
import { uploadsCommand } from '../../src/cli/commands/s3-uploads.ts';
import { startLocalS3 } from '../../src/local-s3/index.ts';
import type { LocalS3 } from '../../src/local-s3/index.ts';
import { runCommand } from '../kit/command.ts';

process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';

function folder(): string {
  const dir = mkdtempSync(join(tmpdir(), 'flowrun-uploads-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

/** A local S3 in `<cwd>/s3` with a bucket `logs`, in which uploads of these keys were left open. */
async function serverWith(cwd: string, keys: readonly string[]): Promise<LocalS3> {
  const server = await startLocalS3({ dir: join(cwd, 's3'), fsync: false });
  onTestFinished(() => server.close());
  await server.createBucket('logs');
  await server.createBucket('empty');
  const { endpoint, region, accessKeyId, secretAccessKey } = server;
  const credentials = { accessKeyId, secretAccessKey };
  const client = new S3Client({ endpoint, region, forcePathStyle: true, credentials });
  for (const Key of keys) {
    const address = { Bucket: 'logs', Key };
    const { UploadId } = await client.send(new CreateMultipartUploadCommand(address));
    await client.send(
      new UploadPartCommand({ ...address, UploadId, PartNumber: 1, Body: 'x'.repeat(1_500) }),
    );
  }
  client.destroy();
  return server;
}

function envOf({ accessKeyId, secretAccessKey, region }: LocalS3): Record<string, string> {
  return { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_REGION: region };
}

function flowTo(server: LocalS3, bucket: string | undefined): string {
  const config = { ...(bucket !== undefined && { bucket }), endpoint: server.endpoint };
  return `define flow f flow
  define connector a from stdio with codec = "json", preprocessors = ["separate"] end;
  define connector b from s3 with codec = "json", config = ${JSON.stringify(config)} end;
  create connector a;
  create connector b;
  connect /connector/a to /connector/b;
end;
deploy flow f;
`;
}

test('a bucket: a table on stdout, the totals on stderr', async () => {
  const cwd = folder();
  const server = await serverWith(cwd, ['a/1', 'a/\u001b[31m2', 'b']);
  const args = ['s3', 'uploads', '--bucket', 'logs', '--endpoint', server.endpoint];
  const { code, stdout, stderr } = await runCommand(args, { cwd, env: envOf(server) });
  expect(stderr).toBe('3 open uploads, 4.50 kB\n');
  const [head, ...rows] = stdout.trimEnd().split('\n');
  expect(head!.split(/ {2,}/)).toEqual(['AGE', 'SIZE', 'PARTS', 'BEGUN', 'OBJECT', 'UPLOAD ID', 'BY']);
  expect(rows.map((row) => row.split(/ {2,}/)[4]).sort()).toEqual([
    's3://logs/a/1',
    's3://logs/a/\\u001b[31m2',
    's3://logs/b',
  ]);
  expect(rows.every((row) => row.includes('1.50 kB'))).toBe(true);
  expect(code).toBe(0);
});

test('a flow: its bucket, endpoint and credentials; JSON', async () => {
  const cwd = folder();
  const server = await serverWith(cwd, ['a', 'b']);
  writeFileSync(join(cwd, 'f.flow'), flowTo(server, 'logs'));
  const args = ['s3', 'uploads', 'f.flow', '--prefix', 'b', '--json'];
  const { code, stdout } = await runCommand(args, { cwd, env: envOf(server) });
  expect(JSON.parse(stdout)).toEqual({
    uploads: [
      {
        bucket: 'logs',
        key: 'b',
        uploadId: expect.any(String) as unknown,
        initiated: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/) as unknown,
        ageSeconds: expect.any(Number) as unknown,
        bytes: 1_500,
        parts: 1,
        initiator: expect.any(String) as unknown,
        outcome: 'open',
      },
    ],
    totals: { uploads: 1, bytes: 1_500 },
    notShown: 0,
  });
  expect(code).toBe(0);
});

test('a flow that takes its buckets from the events needs one named', async () => {
  const cwd = folder();
  const server = await serverWith(cwd, ['a']);
  writeFileSync(join(cwd, 'f.flow'), flowTo(server, undefined));
  const without = await runCommand(['s3', 'uploads', 'f.flow'], { cwd, env: envOf(server) });
  expect(without.stderr).toBe(
    'error: `f.flow` takes its buckets from the events\n  = help: say which one to look into with --bucket\n',
  );
  expect(without.code).toBe(2);
  const args = ['s3', 'uploads', 'f.flow', '--bucket', 'logs'];
  const { stderr } = await runCommand(args, { cwd, env: envOf(server) });
  expect(stderr).toBe('1 open upload, 1.50 kB\n');
});

test('only those that are old enough are aborted, after a dry run has said which', async () => {
  const cwd = folder();
  const server = await serverWith(cwd, ['a', 'b']);
  const run = (...more: string[]) =>
    runCommand(['s3', 'uploads', '--bucket', 'logs', '--endpoint', server.endpoint, ...more], {
      cwd,
      env: envOf(server),
    });
  const young = await run('--abort-older-than', '1d');
  expect(young.stderr).toBe('2 open uploads, 3.00 kB; aborted none of them\n');
  const dry = await run('--abort-older-than', '0s', '--dry-run', '--prefix', 'a');
  expect(dry.stderr).toBe('1 open upload, 1.50 kB; would abort 1 of them, 1.50 kB\n');
  expect(dry.stdout).toMatch(/ {2}would abort {2}s3:\/\/logs\/a /);
  const wet = await run('--abort-older-than', '0s', '--prefix', 'a');
  expect(wet.stderr).toMatch(/^aborted s3:\/\/logs\/a \(\d+ s old, 1\.50 kB, upload \S+\)\n/);
  expect(wet.stderr).toMatch(/\n1 open upload, 1\.50 kB; aborted 1 of them, 1\.50 kB\n$/);
  const after = await run();
  expect(after.stdout).toContain('s3://logs/b');
  expect(after.stderr).toBe('1 open upload, 1.50 kB\n');
});

test('the local S3 in a folder, which is not made by looking', async () => {
  const cwd = folder();
  const server = await serverWith(cwd, ['a']);
  await server.close();
  const there = await runCommand(['s3', 'uploads', '--bucket', 'logs', '--local', 's3'], { cwd });
  expect(there.stderr).toBe('1 open upload, 1.50 kB\n');
  const empty = await runCommand(['s3', 'uploads', '--bucket', 'empty', '--local', 's3'], { cwd });
  expect([empty.stdout, empty.stderr]).toEqual(['', 'no open uploads\n']);
  const none = await runCommand(['s3', 'uploads', '--bucket', 'logs', '--local'], { cwd });
  expect(none.stderr).toBe(
    'error: there is no local S3 in `.flowrun/s3`\n  = help: give its folder: `--local DIR`\n',
  );
  expect(none.code).toBe(2);
});

test('a wrong bucket is a matter of the environment', async () => {
  const cwd = folder();
  const server = await serverWith(cwd, []);
  const args = ['s3', 'uploads', '--bucket', 'nothing', '--endpoint', server.endpoint];
  const { code, stderr } = await runCommand(args, { cwd, env: envOf(server) });
  expect(stderr).toMatch(/^error: there is no bucket `nothing` at http.*\n {2}= help: create it/);
  expect(code).toBe(3);
});

test.each([
  [{}, 'nothing says where to look for uploads', 'give a .flow file, or a bucket with --bucket'],
  [{ bucket: 'b/d' }, '`--bucket` is wrong: ', undefined],
  [{ bucket: 'logs', endpoint: 'host:9000' }, '`--endpoint` is wrong: expected an address', undefined],
  [
    { bucket: 'logs', local: true, region: 'r' },
    '`--region` is for a bucket alone: `--local` says where S3 is',
    undefined,
  ],
  [
    { bucket: 'logs', abortOlderThan: '7' },
    '`--abort-older-than 7` is no duration',
    'give a number and its unit: `7d`, `12h`, `1h30m`',
  ],
  [
    { bucket: 'logs', dryRun: true },
    '`--dry-run` says what `--abort-older-than` would do',
    'give both, or neither',
  ],
] as const)('a wrong line: %j', async (options, message, help) => {
  const line = { arg: [], modulePath: [], dryRun: false, json: false, ...options };
  await expect(uploadsCommand(undefined, line)).rejects.toMatchObject({
    name: 'UsageError',
    message: expect.stringContaining(message) as unknown,
    help,
  });
});

test('a flow says where S3 is, and the line does not', async () => {
  const line = { arg: [], modulePath: [], dryRun: false, json: false, profile: 'p' };
  await expect(uploadsCommand('f.flow', line)).rejects.toThrow(
    '`--profile` is for a bucket alone: the flow says where S3 is',
  );
});
