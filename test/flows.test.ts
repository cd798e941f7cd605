/**
 * Runs whole flows: `test/fixtures/flows/<case>/main.flow` beside its input files, against the local S3. The result
 * (`result.txt`) is what was logged, how it ended, the objects, the uploads left open, and the files that were written.
 */
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { isUtf8 } from 'node:buffer';
import { ListMultipartUploadsCommand } from '@aws-sdk/client-s3';
import { expect, onTestFinished, test } from 'vitest';
import { builtInRegistry, compile, moduleFolder, renderDiagnostics, startFlow } from '../src/index.ts';
import type { FlowOptions, Plan } from '../src/index.ts';
import { startLocalS3 } from '../src/local-s3/index.ts';
import type { LocalS3 } from '../src/local-s3/index.ts';
import { clientOf } from './local-s3/kit.ts';

const CASES = fileURLToPath(new URL('fixtures/flows/', import.meta.url));
const FLOWS = fileURLToPath(new URL('../flows/', import.meta.url));

function temporaryFolder(): string {
  const dir = mkdtempSync(join(tmpdir(), 'flowrun-flows-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

async function startServer(dir: string): Promise<LocalS3> {
  const server = await startLocalS3({ dir, fsync: false });
  onTestFinished(() => server.close());
  return server;
}

/** What `env::var` finds. */
const VARIABLES = { IN_FILE: 'pencils.ndjson', TOKEN: 'correct-horse-battery-staple' };

/** Compiles and runs a flow file in `dir`; gives its log lines, the last of which says how it ended. */
async function runFlowFile(dir: string, file: string, server: LocalS3): Promise<string[]> {
  const registry = builtInRegistry();
  const source = { name: file, text: readFileSync(join(dir, file), 'utf8') };
  const { value: plan, diagnostics } = await compile(source, {
    registry,
    modules: [moduleFolder(dir, '')],
    env: VARIABLES,
  });
  if (plan === null) return [renderDiagnostics(diagnostics, { colour: false })];
  for (const bucket of bucketsOf(plan)) await server.createBucket(bucket);
  const lines: string[] = [];
  const say = (level: string) => (message: string) => void lines.push(`${level}: ${message}`);
  const options: FlowOptions = {
    registry,
    baseDir: dir,
    env: {},
    logger: { debug: () => undefined, info: say('info'), warn: say('warn'), error: say('error') },
    onError: 'continue',
    s3Override: server,
    stopBudgetMs: 10_000,
  };
  for (const flow of plan.flows) {
    await startFlow(flow, options).done.then(
      () => lines.push(`${flow.name}: done`),
      (error: Error) => lines.push(`${flow.name}: ${error.name}: ${error.message}`),
    );
  }
  return lines;
}

function bucketsOf(plan: Plan): Set<string> {
  const connectors = plan.flows.flatMap((flow) => flow.connectors);
  return new Set(connectors.flatMap(({ definition, config }) => definition.buckets?.(config) ?? []));
}

/** The content of every file below `dir`, by name. */
function contentsOf(dir: string): Map<string, string> {
  const names = readdirSync(dir, { recursive: true, encoding: 'utf8' }).filter(
    (name) => !name.startsWith('.local-s3') && statSync(join(dir, name)).isFile(),
  );
  return new Map(names.sort().map((name) => [name, contentOf(join(dir, name))]));
}

/** What is in a file, as text; what is compressed is told by what it becomes, since its bytes depend on zlib's version. */
function contentOf(path: string): string {
  const bytes = readFileSync(path);
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return `(gzip) ${gunzipSync(bytes).toString('utf8')}`;
  return isUtf8(bytes) ? bytes.toString('utf8') : `(base64) ${bytes.toString('base64')}`;
}

async function openUploads(server: LocalS3, buckets: Iterable<string>): Promise<string[]> {
  const client = clientOf(server);
  const open: string[] = [];
  for (const Bucket of buckets) {
    const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket }));
    open.push(...Uploads.map(({ Key }) => `--- open upload of ${Bucket}/${Key}`));
  }
  client.destroy();
  return open;
}

async function resultOf(from: string, file: string): Promise<string> {
  const dir = temporaryFolder();
  cpSync(from, dir, { recursive: true });
  const before = contentsOf(dir);
  const server = await startServer(temporaryFolder());
  const lines = await runFlowFile(dir, file, server);
  const objects = contentsOf(server.dir);
  const buckets = new Set([...objects.keys()].map((name) => name.split('/')[0]!));
  const written = [...contentsOf(dir)].filter(([name, content]) => before.get(name) !== content);
  const files = [...objects, ...written].map(([name, content]) => `--- ${name}\n${content}`);
  const text = [...lines, ...(await openUploads(server, buckets)), ...files].join('\n');
  return `${text.replaceAll(dir, '<dir>').replace(/request [0-9A-F]{16}/g, 'request <id>')}\n`;
}

test.each(readdirSync(CASES))('flows: %s', async (name) => {
  await expect(await resultOf(join(CASES, name), 'main.flow')).toMatchFileSnapshot(
    join(CASES, name, 'result.txt'),
  );
});

/** They follow files until they are stopped, and have tests of their own. */
const ENDLESS = ['tail.flow'];

test.each(readdirSync(FLOWS).filter((name) => name.endsWith('.flow') && !ENDLESS.includes(name)))(
  'flows/%s runs as it stands',
  async (name) => {
    const result = await resultOf(FLOWS, name);
    expect(result).toMatch(/^\w+: done$/m);
  },
);
