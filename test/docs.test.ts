/**
 * The reference pages are made from the definitions and compared with what is committed: `npm run docs` is this test
 * with `--update`.
 */
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { cliPage } from '../scripts/reference/cli.ts';
import { codecsPage } from '../scripts/reference/codecs.ts';
import { compatibilityPage } from '../scripts/reference/compatibility.ts';
import { connectorsPage } from '../scripts/reference/connectors.ts';
import { extractorsPage } from '../scripts/reference/extractors.ts';
import { functionsPage } from '../scripts/reference/functions.ts';
import { messagesPage } from '../scripts/reference/messages.ts';
import { operatorsPage } from '../scripts/reference/operators.ts';
import { s3ConformancePage } from '../scripts/reference/s3-conformance.ts';
import { CODES } from '../src/dsl/diagnostics/codes/index.ts';
import { explanation } from '../src/dsl/diagnostics/explain.ts';
import { builtInRegistry } from '../src/built-ins.ts';
import { OPERATORS } from '../src/runtime/operators/index.ts';
import type { LazyPart } from '../src/runtime/registry.ts';
import { STD_CONSTANTS, STD_FUNCTIONS } from '../src/runtime/std/index.ts';
import { EXTRACTORS } from '../src/runtime/extractors/index.ts';
import { CHECKS } from './s3-conformance/checks/index.ts';
import { KNOWN_SERVERS } from './s3-conformance/deviations/index.ts';

const registry = builtInRegistry();
const load = <D>(parts: readonly LazyPart<D>[]): Promise<D[]> =>
  Promise.all(parts.map((part) => part.load()));
const docs = (path: string): string => fileURLToPath(new URL(`../docs/${path}`, import.meta.url));

test('docs/reference/cli.md', async () => {
  await expect(cliPage()).toMatchFileSnapshot(docs('reference/cli.md'));
});

test('docs/reference/connectors.md', async () => {
  await expect(connectorsPage(await load(registry.connectors))).toMatchFileSnapshot(
    docs('reference/connectors.md'),
  );
});

test('docs/reference/compatibility.md', async () => {
  await expect(compatibilityPage()).toMatchFileSnapshot(docs('reference/compatibility.md'));
});

test('docs/reference/codecs.md', async () => {
  const page = codecsPage(
    await load(registry.codecs),
    await load(registry.preprocessors),
    await load(registry.postprocessors),
  );
  await expect(page).toMatchFileSnapshot(docs('reference/codecs.md'));
});

test('docs/reference/functions.md', async () => {
  await expect(functionsPage(STD_FUNCTIONS, STD_CONSTANTS)).toMatchFileSnapshot(
    docs('reference/functions.md'),
  );
});

test('docs/reference/operators.md', async () => {
  await expect(operatorsPage(OPERATORS)).toMatchFileSnapshot(docs('reference/operators.md'));
});

test('docs/reference/extractors.md', async () => {
  await expect(extractorsPage(EXTRACTORS)).toMatchFileSnapshot(docs('reference/extractors.md'));
});

test('docs/reference/s3-conformance.md', async () => {
  await expect(s3ConformancePage(CHECKS, Object.values(KNOWN_SERVERS))).toMatchFileSnapshot(
    docs('reference/s3-conformance.md'),
  );
});

test('docs/errors/README.md', async () => {
  await expect(messagesPage(CODES)).toMatchFileSnapshot(docs('errors/README.md'));
});

test.each(CODES.map((entry) => [entry.code, entry] as const))('docs/errors/%s.md', async (code, entry) => {
  await expect(explanation(entry)).toMatchFileSnapshot(docs(`errors/${code}.md`));
});

test('there is no page of a code that is gone', () => {
  const pages = readdirSync(docs('errors')).filter((name) => name !== 'README.md');
  expect(pages.sort()).toEqual(CODES.map(({ code }) => `${code}.md`).sort());
});
