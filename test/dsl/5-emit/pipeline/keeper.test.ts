import { expect, test } from 'vitest';
import type { PipelineGraph, SelectEdge, Tap, Target } from '../../../../src/dsl/5-emit/pipeline/graph.ts';
import type { Keeper, KeeperNode } from '../../../../src/dsl/5-emit/pipeline/keeper.ts';
import { FusedPipeline } from '../../../../src/dsl/5-emit/pipeline/fused-pipeline.ts';
import { settle } from '../../../../src/runtime/value/captured.ts';
import { EMPTY_RECORD } from '../../../../src/runtime/value/value.ts';
import type { Value } from '../../../../src/runtime/value/value.ts';
import { pushLines, recorded } from '../../../kit/run-pipeline.ts';
import { Variables } from '../../../../src/dsl/variables.ts';

const ERRORS: Target = { kind: 'output', index: 1 };

function tapOf(...into: readonly Target[]): Tap {
  const source = { name: 'test.flow', text: '' };
  const span = { start: 0, end: 0 };
  const edges = into.map((target): SelectEdge => ({
    path: 'select',
    where: null,
    groupBy: null,
    target: null,
    having: null,
    into: target,
    errors: ERRORS,
    source,
    span,
  }));
  return { edges };
}

/** Holds its events, and says `name[…]` at a tick (if it needs them) or the end. */
function holder(name: string, out: Tap, needsTicks = true): KeeperNode {
  return {
    path: `main/${name}`,
    ports: new Map([['out', out]]),
    errors: ERRORS,
    create({ ports, state }): Keeper {
      let held: Value[] = [];
      const letGo = (): void => {
        const text = `${name}${state.ingestNs}[${held.map(String).join(' ')}]`;
        if (held.length > 0) ports.get('out')?.(text, EMPTY_RECORD);
        held = [];
      };
      return {
        entry: () => (value) => void held.push(value),
        needsTicks,
        tick: letGo,
        flush: letGo,
        capture: () => [...held],
        restore: (saved) => void (held = [...(saved as Value[])]),
      };
    },
  };
}

function graphOf(tap: Tap): PipelineGraph {
  return {
    name: 'main',
    inputs: new Map([['in', tap]]),
    outputs: ['out', 'err'],
    scripts: [],
    secrets: new Variables({}),
  };
}

const OUT: Target = { kind: 'output', index: 0 };
const to = (keeper: KeeperNode): Target => ({ kind: 'keeper', keeper, port: 'in' });

/** `first` sends to `second`, and both to `out`; `in` reaches the second one first. */
function twoHolders(): FusedPipeline {
  const second = holder('second', tapOf(OUT));
  const first = holder('first', tapOf(to(second), OUT), false);
  return new FusedPipeline(graphOf(tapOf(to(second), to(first))), 'test');
}

test('keepers let go in the order of the graph, so that nothing stays behind', () => {
  const pipeline = twoHolders();
  expect(pushLines(pipeline, '{"value":1}\n')).toBe('');
  expect(recorded(pipeline, (out) => pipeline.flush(9n, out))).toEqual([
    '{"port":"out","value":"first9[1]"}',
    '{"port":"out","value":"second9[1 first9[1]]"}',
  ]);
  expect(recorded(pipeline, (out) => pipeline.flush(9n, out))).toEqual([]);
});

test('only keepers that need ticks have them', () => {
  const pipeline = twoHolders();
  expect(pipeline.needsTicks).toBe(true);
  pushLines(pipeline, '{"value":1}\n');
  expect(recorded(pipeline, (out) => pipeline.tick(7n, out))).toEqual([
    '{"port":"out","value":"second7[1]"}',
  ]);
});

test('a pipeline without such keepers needs no ticks', () => {
  const pipeline = new FusedPipeline(graphOf(tapOf(to(holder('a', tapOf(OUT), false)), OUT)), 'test');
  expect(pipeline.needsTicks).toBe(false);
});

test('what keepers hold is in the checkpoint', () => {
  const first = twoHolders();
  pushLines(first, '{"value":1}\n{"value":2}\n');
  const second = twoHolders();
  second.restore(settle(first.capture()));
  expect(recorded(second, (out) => second.flush(1n, out))).toHaveLength(2);
  expect(settle(second.capture())).toEqual(
    new Map([
      ['main/first', []],
      ['main/second', []],
    ]),
  );
});
