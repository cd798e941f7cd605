/** The flow in the description of each connector has no mistake. */
import { expect, test } from 'vitest';
import { builtInRegistry } from '../../src/built-ins.ts';
import { CONNECTORS } from '../../src/connectors/index.ts';
import { compile } from '../../src/dsl/index.ts';

test.each(CONNECTORS)('$name', async (connector) => {
  const { example } = await connector.load();
  const { value, diagnostics } = await compile(
    { name: 'example.flow', text: example },
    { registry: builtInRegistry() },
  );
  expect(diagnostics.map(({ title }) => title)).toEqual([]);
  expect(value).not.toBeNull();
});
