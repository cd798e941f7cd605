import { appendFile, copyFile, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test, vi } from 'vitest';
import { builtInRegistry, compile, startFlow } from '../../../../src/index.ts';
import type { RunningFlow } from '../../../../src/index.ts';
import { recordSink } from '../../../kit/sink-context.ts';
import { tempFolder } from '../../../kit/temp-folder.ts';

const FLOW = fileURLToPath(new URL('../../../../flows/tail.flow', import.meta.url));

async function start(baseDir: string): Promise<RunningFlow> {
  const registry = builtInRegistry();
  const text = await readFile(join(baseDir, 'tail.flow'), 'utf8');
  const { value: plan } = await compile({ name: 'tail.flow', text }, { registry });
  const { logger } = recordSink().context;
  const options = { env: {}, onError: 'stop', s3Override: undefined, stopBudgetMs: 10_000 } as const;
  return startFlow(plan!.flows[0]!, { ...options, registry, baseDir, logger });
}

test('flows/tail.flow collects lines until it is stopped', async () => {
  const baseDir = await tempFolder();
  await copyFile(FLOW, join(baseDir, 'tail.flow'));
  await mkdir(join(baseDir, 'logs'));
  const log = join(baseDir, 'logs/app.log');
  await writeFile(log, 'one\n');
  const flow = await start(baseDir);
  const collected = (): Promise<string> => readFile(join(baseDir, 'collected.ndjson'), 'utf8');
  const lineOf = (line: string): string => `{"file":"logs/app.log","line":"${line}"}\n`;
  // Real time and real changes: it is waited for what comes, however long that takes.
  const waitFor = (text: string): Promise<void> =>
    vi.waitFor(async () => expect(await collected()).toBe(text), { timeout: 20_000 });
  await waitFor(lineOf('one'));
  await appendFile(log, 'two\n');
  await waitFor(lineOf('one') + lineOf('two'));
  await rename(log, join(baseDir, 'logs/app.log.1'));
  await writeFile(log, 'three\n');
  await waitFor(lineOf('one') + lineOf('two') + lineOf('three'));
  flow.stop();
  await flow.done;
  expect(flow.status().state).toBe('ended');
});
