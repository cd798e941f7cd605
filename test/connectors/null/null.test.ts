import { expect, test } from 'vitest';
import { nullConnector } from '../../../src/connectors/null/index.ts';
import { readAll, sinkConformance } from '../../kit/connector-conformance.ts';
import { sourceContext } from '../../kit/source-context.ts';

sinkConformance('null', {
  open: (context) => nullConnector.createSink!({}, context),
  arrived: async () => null,
});

test('as a source it ends at once', async () => {
  const source = await nullConnector.createSource!({}, sourceContext());
  expect(await readAll(source)).toEqual([]);
  await source.close();
});
