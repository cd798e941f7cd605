/** One operator by itself, with a clock and an engine that a test plays. */
import type {
  DeliveryListener,
  Operator,
  OperatorContext,
  OperatorDefinition,
  TakeEvent,
  Value,
  ValueRecord,
} from '../../../src/runtime/api.ts';
import { EMPTY_RECORD } from '../../../src/runtime/api.ts';
import { jsonText, parseJson } from '../../../src/runtime/value/json.ts';

export interface RunningOperator {
  readonly operator: Operator;
  /** `port value`, and what is behind it. */
  readonly output: string[];
  at(ms: number): void;
  push(value: string, meta?: string): void;
  /** Everybody has accepted what was pushed since the last time, after so long. Gives the longest hold. */
  deliver(latencyMs: number): number;
  /** Takes the output so far. */
  take(): string[];
}

export function runOperator(definition: OperatorDefinition, config: unknown = {}): RunningOperator {
  const output: string[] = [];
  const listeners = new Set<DeliveryListener>();
  let nowNs = 0n;
  let count = 0;
  const say = (port: string, value: Value, meta: ValueRecord): string =>
    `${port} ${jsonText(value)}${meta.size === 0 ? '' : ` $ ${jsonText(meta)}`}`;
  const context: OperatorContext = {
    port:
      (name): TakeEvent =>
      (value, meta) =>
        void output.push(say(name, value, meta)),
    refuse: (value, meta, error) => void output.push(`${say('err', value, meta)}: ${error}`),
    nowNs: () => nowNs,
    place: () => `test:in:${count - 1}`,
    whenDelivered: (listener) => void listeners.add(listener),
  };
  const operator = definition.create(definition.settings.parse(config), context);
  return {
    operator,
    output,
    at(ms) {
      nowNs = BigInt(Math.round(ms * 1e6));
    },
    push(value, meta) {
      count++;
      operator.onEvent(
        parseJson(value),
        meta === undefined ? EMPTY_RECORD : (parseJson(meta) as ValueRecord),
      );
    },
    deliver(latencyMs) {
      const holds = [...listeners].map((listener) => listener(BigInt(latencyMs * 1e6), nowNs));
      listeners.clear();
      return Math.max(0, ...holds);
    },
    take: () => output.splice(0),
  };
}
