import { expect, test } from 'vitest';
import { builtInRegistry } from '../../../src/built-ins.ts';
import { compile, render } from '../../../src/dsl/index.ts';
import { BUILT_IN_PATHS, builtInModule } from '../../../src/dsl/modules/built-in.ts';
import { testRegistry } from '../../kit/registry.ts';

test.each(BUILT_IN_PATHS)('%s is without mistakes', async (path) => {
  const text = `use ${path} as m;\ndefine flow main flow end;\ndeploy flow main;`;
  const { diagnostics } = await compile({ name: 'main.flow', text }, { registry: builtInRegistry() });
  const own = diagnostics.filter(({ primary }) => primary.source.name !== 'main.flow');
  expect(render(own, { colour: false })).toBe('');
});

test('connectors are there as far as the registry has their types', () => {
  const registry = testRegistry();
  const without = { ...registry, connectors: registry.connectors.filter(({ name }) => name !== 'stdio') };
  expect(builtInModule('tremor::connectors', registry)).toContain('define connector console');
  expect(builtInModule('tremor::connectors', without)).not.toContain('define connector console');
  expect(builtInModule('tremor::nothing', registry)).toBeUndefined();
});
