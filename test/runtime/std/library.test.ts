import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  STD_CONSTANTS,
  STD_FUNCTIONS,
  canonicalModule,
  findConstant,
  findFunction,
  modulesBelow,
} from '../../../src/runtime/std/index.ts';
import { VERSION } from '../../../src/runtime/std/version.ts';

const pathOf = ({ module, name }: { readonly module: string; readonly name: string }): string =>
  `${module}::${name}`;

describe('every definition', () => {
  test('has a path of its own', () => {
    const paths = [...STD_FUNCTIONS, ...STD_CONSTANTS].map(pathOf);
    expect(new Set(paths).size).toBe(paths.length);
  });

  test('is found by its path', () => {
    for (const each of STD_FUNCTIONS) expect(findFunction(each.module, each.name)).toBe(each);
    for (const each of STD_CONSTANTS) expect(findConstant(each.module, each.name)).toBe(each);
  });

  test.each(STD_FUNCTIONS.map((each) => [pathOf(each), each] as const))(
    '%s shows how it is used',
    (_, each) => {
      expect(each.examples.length).toBeGreaterThanOrEqual(2);
      expect(each.doc).not.toBe('');
      for (const { doc } of each.params) expect(doc).not.toBe('');
      for (const { call } of each.examples) expect(call).toContain(pathOf(each));
    },
  );

  test('leaves out parameters only from the end', () => {
    for (const { params } of STD_FUNCTIONS) {
      const optional = params.map((param) => param.optional === true);
      expect(optional).toEqual(optional.toSorted());
    }
  });
});

test('`std::` may stand in front of the modules of the standard library, and of no others', () => {
  expect(canonicalModule(['std', 'string'])).toBe('string');
  expect(canonicalModule(['std', 'integer', 'signed'])).toBe('integer::signed');
  expect(canonicalModule(['string'])).toBe('string');
  expect(canonicalModule(['std', 'tremor', 'system'])).toBe('std::tremor::system');
  expect(canonicalModule(['std'])).toBe('std');
});

test('the modules inside of a module', () => {
  expect(modulesBelow('time')).toEqual(['time::nanos']);
  expect(modulesBelow('std')).toContain('string');
  expect(modulesBelow('std')).not.toContain('tremor::system');
  expect(modulesBelow('string')).toEqual([]);
});

test('the version is that of the package', () => {
  const manifest = JSON.parse(
    readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'),
  ) as object;
  expect(manifest).toHaveProperty('version', VERSION);
});
