import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseFlow } from '../../../src/dsl/3-ast/index.ts';

test('the flow of the announcement parses without a complaint', () => {
  const file = new URL('../../fixtures/parse/s3demo/input.flow', import.meta.url);
  const { value, diagnostics } = parseFlow({ name: 's3demo.flow', text: readFileSync(file, 'utf8') });
  expect(diagnostics).toEqual([]);
  expect(value.items.map((item) => item.kind)).toEqual(['define-flow', 'deploy']);
});
