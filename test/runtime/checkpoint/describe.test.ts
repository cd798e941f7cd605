import { expect, test } from 'vitest';
import type { ConnectorCheckpoint } from '../../../src/runtime/checkpoint/checkpoint.ts';
import { describeSaved } from '../../../src/runtime/checkpoint/describe.ts';
import { connector } from '../../kit/flow.ts';

function saved(
  position: ConnectorCheckpoint['position'],
  state: ConnectorCheckpoint['state'],
): ConnectorCheckpoint {
  const identity = { config: { path: 'a.txt' }, preprocessors: null, postprocessors: null };
  return { name: 'a', type: 'test', identity, position, state };
}

const words = connector('source', {
  describePosition: (position, identity) => `${position as number} of ${(identity as { path: string }).path}`,
  describeState: (state) => `${state as number} written`,
});

test.each([
  ['nothing', saved(null, null), 'the beginning'],
  ['a position', saved(5, null), '5 of a.txt'],
  ['both', saved(5, 7), '5 of a.txt, 7 written'],
])('%s in the words of the connector', (_what, checkpoint, expected) => {
  expect(describeSaved(checkpoint, words)).toBe(expected);
});

test('JSON where there are no words, and not all of it', () => {
  expect(describeSaved(saved({ key: 'k' }, null), undefined)).toBe('{"key":"k"}');
  const long = describeSaved(saved(null, 'x'.repeat(1_000)), undefined);
  expect(long).toBe(`"${'x'.repeat(199)}…`);
});
