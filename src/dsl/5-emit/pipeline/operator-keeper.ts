import type { OperatorContext, TakeEvent } from '../../../runtime/api.ts';
import type { Source, Span } from '../../diagnostics/diagnostic.ts';
import { RuntimeError } from '../evaluator.ts';
import type { ConfiguredOperator } from '../settings/operator.ts';
import { failure } from './failure.ts';
import type { Keeper, KeeperExits, KeeperNode } from './keeper.ts';
import { DEAD_END } from './steps.ts';

/** An operator in its place. */
export interface PlacedOperator extends Pick<KeeperNode, 'path' | 'ports' | 'errors'> {
  readonly configured: ConfiguredOperator;
  /** Its name in `create`. */
  readonly source: Source;
  readonly span: Span;
}

export function operatorNode(placed: PlacedOperator): KeeperNode {
  const { path, ports, errors } = placed;
  return { path, ports, errors, create: (exits) => createKeeper(placed, exits) };
}

function createKeeper(placed: PlacedOperator, exits: KeeperExits): Keeper {
  const { part, config } = placed.configured;
  const operator = part.create(config, contextOf(placed, exits));
  return {
    entry: () => (value, meta) => operator.onEvent(value, meta),
    needsTicks: 'tick' in operator,
    tick: () => operator.tick?.(),
    flush: () => operator.flush?.(),
    capture: () => operator.capture?.() ?? null,
    restore: (state) => operator.restore?.(state),
  };
}

function contextOf(placed: PlacedOperator, exits: KeeperExits): OperatorContext {
  const { configured, path, source, span } = placed;
  const { ports, errors, state } = exits;
  const fail = (code: string, error: string): TakeEvent => {
    const problem = new RuntimeError(code, error, source, span);
    return (value, meta) => errors(failure(problem, value, path, state), meta);
  };
  return {
    port(name) {
      const taker = ports.get(name);
      if (taker !== undefined) return taker;
      const mayDrop = name === 'out' || configured.part.mayDrop?.includes(name) === true;
      return mayDrop
        ? DEAD_END
        : fail('FR851', `nobody selects from port \`${name}\` of operator \`${path}\``);
    },
    refuse: (value, meta, error) => fail('FR871', error)(value, meta),
    nowNs: () => state.ingestNs,
    place: () => `${state.origin.uri}:${state.offset}`,
    whenDelivered: (listener) => state.output.whenDelivered?.(listener),
  };
}
