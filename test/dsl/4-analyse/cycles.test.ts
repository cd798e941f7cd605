import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cyclePath, findCycles } from '../../../src/dsl/4-analyse/cycles.ts';

/** `a>b` per edge. */
function edges(...arrows: readonly string[]) {
  return arrows.map((origin) => ({ from: origin.split('>')[0]!, to: origin.split('>')[1]!, origin }));
}

function paths(...arrows: readonly string[]): readonly string[] {
  return findCycles(edges(...arrows)).map(cyclePath);
}

describe('findCycles', () => {
  test.each([
    [[], []],
    [['a>b', 'b>c', 'a>c'], []],
    [['a>a'], ['a -> a']],
    [['a>b', 'b>a'], ['a -> b -> a']],
    [['a>b', 'b>c', 'c>a'], ['a -> b -> c -> a']],
    [['x>a', 'a>b', 'b>a', 'b>y'], ['a -> b -> a']],
    [
      ['a>b', 'b>a', 'c>d', 'd>c'],
      ['a -> b -> a', 'c -> d -> c'],
    ],
    [
      ['a>b', 'b>a', 'b>b'],
      ['a -> b -> a', 'b -> b'],
    ],
  ])('of %j are %j', (arrows, expected) => {
    expect(paths(...arrows)).toEqual(expected);
  });

  test('end with the edge that was written last', () => {
    const [cycle] = findCycles(edges('b>c', 'c>a', 'x>b', 'a>b'));
    expect(cycle!.map((edge) => edge.origin)).toEqual(['b>c', 'c>a', 'a>b']);
  });

  test('are found exactly when there is no order in which every edge leads onwards', () => {
    const name = fc.constantFrom('a', 'b', 'c', 'd', 'e');
    const edge = fc.tuple(name, name).map(([from, to]) => ({ from, to, origin: null }));
    fc.assert(
      fc.property(fc.array(edge, { maxLength: 12 }), (graph) => {
        expect(findCycles(graph).length > 0).toBe(!canBeOrdered(graph));
      }),
    );
  });
});

/** Takes away names that nothing leads to, until none is left. */
function canBeOrdered(graph: readonly { readonly from: string; readonly to: string }[]): boolean {
  let rest = graph;
  for (;;) {
    const targets = new Set(rest.map((edge) => edge.to));
    const next = rest.filter((edge) => targets.has(edge.from));
    if (next.length === rest.length) return rest.length === 0;
    rest = next;
  }
}
