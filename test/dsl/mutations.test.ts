import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compile, hasErrors } from '../../src/dsl/index.ts';
import type { Diagnostic, ModuleFolder } from '../../src/dsl/index.ts';
import { moduleFolder } from '../../src/module-folder.ts';
import { testRegistry } from '../kit/registry.ts';

const FIXTURES = fileURLToPath(new URL('../fixtures/', import.meta.url));

const corpus = [
  ...readdirSync(`${FIXTURES}diagnostics`).map((name) => `diagnostics/${name}/input.flow`),
  ...readdirSync(`${FIXTURES}parse`).map((name) => `parse/${name}/input.flow`),
]
  .filter((path) => existsSync(FIXTURES + path))
  .map((path) => readFileSync(FIXTURES + path, 'utf8'));

/** Words, numbers, strings and signs: roughly the tokens. */
const PIECES = /\w+|"[^"\n]*"|\s+|[^\w\s]/g;

type Mutation = 'delete' | 'double' | 'swap' | 'cut';

function mutate(text: string, changes: readonly (readonly [Mutation, number])[]): string {
  const pieces = text.match(PIECES) ?? [];
  for (const [mutation, where] of changes) {
    const at = Math.floor(where * pieces.length);
    if (mutation === 'delete') pieces.splice(at, 1);
    else if (mutation === 'double') pieces.splice(at, 0, pieces[at] ?? '');
    else if (mutation === 'swap') pieces.splice(at, 2, pieces[at + 1] ?? '', pieces[at] ?? '');
    else pieces.length = at;
  }
  return pieces.join('');
}

const change = fc.tuple(
  fc.constantFrom<Mutation>('delete', 'delete', 'double', 'swap', 'cut'),
  fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
);

function expectPlaces(diagnostics: readonly Diagnostic[]): void {
  for (const { primary, context } of diagnostics) {
    for (const { source, span } of [primary, ...context]) {
      expect(span.start).toBeGreaterThanOrEqual(0);
      expect(span.end).toBeGreaterThanOrEqual(span.start);
      expect(span.end).toBeLessThanOrEqual(source.text.length);
    }
  }
}

test('whatever is written, compiling ends in a plan or in errors that point into the text', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...corpus),
      fc.array(change, { maxLength: 4 }),
      async (original, changes) => {
        const text = mutate(original, changes);
        const { value, diagnostics } = await compile({ name: 'm.flow', text }, { registry: testRegistry() });
        expect(hasErrors(diagnostics)).toBe(value === null);
        expectPlaces(diagnostics);
      },
    ),
    { numRuns: 250 },
  );
});

/** Flows that use modules, and the folders of these. */
const users = readdirSync(`${FIXTURES}diagnostics`)
  .map((name) => `${FIXTURES}diagnostics/${name}/`)
  .filter((folder) => existsSync(`${folder}modules`))
  .map((folder) => ({
    text: readFileSync(`${folder}input.flow`, 'utf8'),
    modules: moduleFolder(`${folder}modules`, 'modules'),
  }));

/** The same modules, each of them changed. */
function mutated(folder: ModuleFolder, changes: readonly (readonly [Mutation, number])[]): ModuleFolder {
  return {
    ...folder,
    read(path) {
      const text = folder.read(path);
      return text === null ? null : mutate(text, changes);
    },
  };
}

test('whatever is written in modules, too', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...users),
      fc.array(change, { minLength: 1, maxLength: 3 }),
      async ({ text, modules }, changes) => {
        const { value, diagnostics } = await compile(
          { name: 'm.flow', text },
          { registry: testRegistry(), modules: [mutated(modules, changes)] },
        );
        expect(hasErrors(diagnostics)).toBe(value === null);
        expectPlaces(diagnostics);
      },
    ),
    { numRuns: 150 },
  );
});
