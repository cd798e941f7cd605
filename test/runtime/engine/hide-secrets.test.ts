import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { builtInRegistry, compile, startFlow } from '../../../src/index.ts';
import { EnvironmentError } from '../../../src/runtime/errors.ts';
import type { Secrets } from '../../../src/runtime/plan.ts';
import {
  hideInData,
  hideInError,
  hidingLogger,
  sealIdentity,
} from '../../../src/runtime/engine/hide-secrets.ts';
import { memoryStore, newDisk } from '../../kit/memory-store.ts';

const SECRETS: Secrets = {
  hide: (text) => text.replaceAll('hunter2', '$PASSWORD'),
  seal: (text) => text.replaceAll('hunter2', '$PASSWORD#1'),
};

test('a logger hides secrets in texts, fields, and errors in fields', () => {
  const lines: unknown[] = [];
  const log = (...line: unknown[]) => void lines.push(line);
  const logger = hidingLogger({ debug: log, info: log, warn: log, error: log }, SECRETS);
  logger.info('with hunter2', {
    url: 'x://hunter2',
    list: [{ a: 'hunter2', n: 1 }],
    error: new Error('hunter2'),
  });
  logger.debug('hunter2');
  expect(JSON.stringify(lines)).not.toContain('hunter2');
  expect(lines[0]).toMatchObject([
    'with $PASSWORD',
    { url: 'x://$PASSWORD', list: [{ a: '$PASSWORD', n: 1 }] },
  ]);
  expect(lines[1]).toEqual(['$PASSWORD', undefined]);
});

test('an error is the same error, without secrets in it and in its causes', () => {
  const cause = new Error('hunter2 was refused');
  const error = new EnvironmentError('cannot log in with hunter2', { cause, help: 'change hunter2' });
  expect(hideInError(error, SECRETS)).toBe(error);
  expect([error.message, error.help, cause.message]).toEqual([
    'cannot log in with $PASSWORD',
    'change $PASSWORD',
    '$PASSWORD was refused',
  ]);
  expect(error.stack).not.toContain('hunter2');
});

test('without secrets everything stays as it is', () => {
  const error = new Error('hunter2');
  const data = { a: ['hunter2'] };
  expect(hideInError(error, undefined).message).toBe('hunter2');
  expect(hideInData(data, undefined)).toBe(data);
});

test('of an identity only the strings are sealed', () => {
  const identity = {
    config: { path: 'hunter2', n: 1, deep: [{ a: 'hunter2' }, null] },
    preprocessors: null,
    postprocessors: [],
  };
  expect(sealIdentity(identity, SECRETS)).toEqual({
    config: { path: '$PASSWORD#1', n: 1, deep: [{ a: '$PASSWORD#1' }, null] },
    preprocessors: null,
    postprocessors: [],
  });
});

const FLOW = `define flow main
flow
  define connector files from file with
    preprocessors = ["separate"], codec = "json", config = {"path": env::var("IN_FILE")}
  end;
  define connector out from file with postprocessors = ["separate"], codec = "json", config = {"path": "out.ndjson", "mode": "append"} end;
  define pipeline main pipeline select event from in into out; end;
  create connector files;
  create connector out;
  create pipeline main;
  connect /connector/files to /pipeline/main;
  connect /pipeline/main to /connector/out;
end;
deploy flow main;`;

test('neither state nor log of a flow has a secret in it, and another value is another setting', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'flowrun-secrets-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  const disk = newDisk();
  const lines: string[] = [];
  const log = (message: string) => void lines.push(message);
  const registry = builtInRegistry();
  const run = async (file: string): Promise<void> => {
    writeFileSync(join(dir, file), '{"n":1}\n{"n":2}\n');
    const { value: plan } = await compile(
      { name: 'main.flow', text: FLOW },
      { registry, env: { IN_FILE: file } },
    );
    const logger = { debug: log, info: log, warn: log, error: log };
    await startFlow(plan!.flows[0]!, {
      registry,
      baseDir: dir,
      env: {},
      logger,
      onError: 'continue',
      s3Override: undefined,
      stopBudgetMs: 10_000,
      // As if the flow had been killed before it came to its end.
      state: { store: { ...memoryStore(disk), remove: async () => undefined }, intervalMs: 0 },
    }).done;
  };
  await run('first-secret-name.ndjson');
  const state = JSON.stringify(disk.history);
  expect(state).toContain('$IN_FILE#');
  expect(state).not.toContain('first-secret-name');
  await run('other-secret-name.ndjson').catch((error: Error) => lines.push(error.message));
  expect(lines.join('\n')).toContain('its `path` was `"$IN_FILE#');
  expect(lines.join('\n')).not.toContain('secret-name');
});
