import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const SRC = fileURLToPath(new URL('../src', import.meta.url));

/**
 * Walks over the syntax tree, whose functions call each other as the grammar does: one file for each kind of node. Each
 * of these folders counts as one module here (docs/decisions/20261121-layers.md).
 */
const RECURSIVE_FOLDERS = ['dsl/3-ast/build', 'dsl/3-ast/print'].map((name) => join(SRC, name));

/** The file, or the folder that stands for it. */
function moduleOf(file: string): string {
  return RECURSIVE_FOLDERS.find((folder) => file.startsWith(`${folder}/`)) ?? file;
}

/** Value imports between the files of `src`; `import type` and lazy `import()` make no cycle at run time. */
function importsOf(file: string): string[] {
  const text = readFileSync(file, 'utf8');
  const pattern = /^(?:import|export)\s+(?!type\b)[^;]*?from\s+'(\.[^']+)'|^import\s+'(\.[^']+)'/gm;
  return [...text.matchAll(pattern)].map((match) => resolve(dirname(file), (match[1] ?? match[2])!));
}

function sourceFiles(): string[] {
  return readdirSync(SRC, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(SRC, name));
}

/** The first cycle that is found, as a path, or null. */
function findCycle(graph: ReadonlyMap<string, readonly string[]>): string[] | null {
  const done = new Set<string>();
  const visit = (file: string, path: string[]): string[] | null => {
    const at = path.indexOf(file);
    if (at >= 0) return [...path.slice(at), file];
    if (done.has(file)) return null;
    for (const next of graph.get(file) ?? []) {
      const cycle = visit(next, [...path, file]);
      if (cycle !== null) return cycle;
    }
    done.add(file);
    return null;
  };
  for (const file of graph.keys()) {
    const cycle = visit(file, []);
    if (cycle !== null) return cycle.map((name) => relative(SRC, name));
  }
  return null;
}

test('no module imports itself in a circle', () => {
  const graph = new Map<string, string[]>();
  for (const file of sourceFiles()) {
    const from = moduleOf(file);
    const targets = importsOf(file)
      .map(moduleOf)
      .filter((target) => target !== from);
    graph.set(from, [...(graph.get(from) ?? []), ...targets]);
  }
  expect(findCycle(graph)).toBeNull();
});

test('the search for cycles finds one', () => {
  const graph = new Map([
    ['a', ['b']],
    ['b', ['c']],
    ['c', ['b']],
  ]);
  expect(findCycle(graph)).toHaveLength(3);
});
