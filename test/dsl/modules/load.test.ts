import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseFlow } from '../../../src/dsl/3-ast/index.ts';
import { render } from '../../../src/dsl/diagnostics/index.ts';
import type { ModuleFolder } from '../../../src/dsl/modules/folder.ts';
import { loadProgram } from '../../../src/dsl/modules/load.ts';
import { memoryFolder } from '../../kit/memory-folder.ts';

function load(text: string, folders: readonly ModuleFolder[]) {
  const source = { name: 'main.flow', text };
  const { value, diagnostics } = loadProgram(source, parseFlow(source), {
    folders,
    builtIn: () => undefined,
  });
  return {
    names: value.files.map((file) => file.source.name),
    report: render(diagnostics, { colour: false }),
  };
}

/** A folder that notes what it is asked for. */
function watched(folder: ModuleFolder): { readonly folder: ModuleFolder; readonly asked: string[] } {
  const asked: string[] = [];
  const read = (path: string) => {
    asked.push(path);
    return folder.read(path);
  };
  return { folder: { ...folder, read }, asked };
}

describe('a module', () => {
  test('is the first file that is there, folder by folder, ending by ending', () => {
    const first = watched(memoryFolder('first', { 'b.troy': '' }));
    const second = memoryFolder('second/', { 'a.trickle': '', 'a.tremor': '', 'b.flow': '' });
    const { names, report } = load('use a; use b;', [first.folder, second]);
    expect(report).toBe('');
    expect(names).toEqual(['main.flow', 'second/a.tremor', 'first/b.troy']);
    expect(first.asked.slice(0, 4)).toEqual(['a.flow', 'a.tremor', 'a.trickle', 'a.troy']);
  });

  test('is read once, however many use it', () => {
    const files = { 'a.flow': 'use c;', 'b.flow': 'use c; use a;', 'c.flow': 'const C = 1;' };
    const { folder, asked } = watched(memoryFolder('', files));
    const { names, report } = load('use a; use b; use c; define flow f flow use a; end;', [folder]);
    expect(report).toBe('');
    expect(names).toEqual(['main.flow', 'a.flow', 'c.flow', 'b.flow']);
    expect(asked).toEqual(['a.flow', 'c.flow', 'b.flow']);
  });

  test('that cannot be read is a mistake where it is used', () => {
    const folder: ModuleFolder = {
      name: 'lib',
      read: () => {
        throw new Error('permission denied');
      },
      list: () => [],
    };
    const { report } = load('use a;', [folder]);
    expect(report).toContain('error[FR340]: module `a` cannot be read');
    expect(report).toContain('in `lib/a.flow`');
    expect(report).toContain('= note: permission denied');
  });

  test('may not use the flow file', () => {
    const files = { 'a.flow': 'use main;', 'main.flow': 'use a;' };
    expect(load('use a;', [memoryFolder('', files)]).report).toContain(
      'modules use each other in a circle: main -> a -> main',
    );
  });
});

test.each([
  '`../a`',
  '`..`',
  '`/etc`::passwd',
  '`a/b`',
  '`a\\b`',
  '`.hidden`',
  'lib::`..`::a',
  '`c:`',
  '` `',
])('use %s asks no folder for anything', (path) => {
  const { folder, asked } = watched(memoryFolder('lib', { 'a.flow': '' }));
  expect(load(`use ${path};`, [folder]).report).toContain('error[FR342]');
  expect(asked).toEqual([]);
});

test('whatever modules use each other, loading ends, and finds exactly the circles', () => {
  const count = 6;
  const edges = fc.array(fc.tuple(fc.nat(count - 1), fc.nat(count - 1)), { maxLength: 12 });
  fc.assert(
    fc.property(edges, (uses) => {
      const files = Object.fromEntries(
        Array.from({ length: count }, (_, from) => [
          `m${from}.flow`,
          uses.flatMap(([a, b]) => (a === from ? [`use m${b};\n`] : [])).join(''),
        ]),
      );
      const { names, report } = load('use m0;', [memoryFolder('', files)]);
      const reached = reachableFrom(0, uses);
      expect(names.length).toBe(reached.size + 1);
      const hasCircle = [...reached].some((each) => isInCircle(each, uses));
      expect(report.includes('FR341')).toBe(hasCircle);
    }),
  );
});

function reachableFrom(start: number, uses: readonly (readonly [number, number])[]): Set<number> {
  const reached = new Set([start]);
  for (const each of reached) for (const [a, b] of uses) if (a === each) reached.add(b);
  return reached;
}

function isInCircle(at: number, uses: readonly (readonly [number, number])[]): boolean {
  return uses.some(([a, b]) => a === at && reachableFrom(b, uses).has(at));
}
