import { aKind, asArray, isInteger, kindOf } from '../../../runtime/value/kind.ts';
import type { Integer } from '../../../runtime/value/kind.ts';
import { describeValue } from '../../../runtime/value/text.ts';
import type { Value, ValueRecord } from '../../../runtime/value/value.ts';
import { RuntimeError } from '../evaluator.ts';
import { CLOSE_BEFORE, CLOSE_WITH, STAY, TriggerState } from './trigger.ts';
import type { Answer, Trigger } from './trigger.ts';
import type { WindowScript } from './window-script.ts';

/** Closes with the event that makes it full: the `size`th, or that whose script has brought its sum to `size`. */
export class SizeTrigger implements Trigger {
  readonly needsTicks = false;
  readonly hasScript: boolean;
  readonly #size: Integer;
  readonly #script: WindowScript | null;

  constructor(size: Integer, script: WindowScript | null) {
    this.#size = size;
    this.#script = script;
    this.hasScript = script !== null;
  }

  newState(): TriggerState {
    return new TriggerState(null);
  }

  onEvent(state: TriggerState, event: Value, meta: ValueRecord, nowNs: bigint): Answer {
    const more = this.#script === null ? 1 : wholeNumber(this.#script, event, meta, nowNs);
    const count = sum(state.count, more);
    const isFull = count >= this.#size;
    state.count = isFull ? 0 : count;
    return isFull ? CLOSE_WITH : STAY;
  }

  onTick(): boolean {
    return false;
  }

  onClose(state: TriggerState): void {
    state.count = 0;
  }
}

function sum(left: Integer, right: Integer): Integer {
  const result = typeof left === 'number' && typeof right === 'number' ? left + right : NaN;
  return Number.isSafeInteger(result) ? result : BigInt(left) + BigInt(right);
}

/** Closes when its interval is over: before the event that shows it, or at a tick, unless the script tells the time. */
export class IntervalTrigger implements Trigger {
  readonly needsTicks: boolean;
  readonly hasScript: boolean;
  readonly #interval: bigint;
  readonly #script: WindowScript | null;

  constructor(interval: bigint, script: WindowScript | null) {
    this.#interval = interval;
    this.#script = script;
    this.hasScript = script !== null;
    this.needsTicks = script === null;
  }

  newState(): TriggerState {
    return new TriggerState(null);
  }

  onEvent(state: TriggerState, event: Value, meta: ValueRecord, nowNs: bigint): Answer {
    const time = this.#script === null ? nowNs : BigInt(wholeNumber(this.#script, event, meta, nowNs));
    const isOver = state.endNs !== null && time >= state.endNs;
    if (isOver || state.endNs === null) state.endNs = time + this.#interval;
    return isOver ? CLOSE_BEFORE : STAY;
  }

  onTick(state: TriggerState, nowNs: bigint): boolean {
    return this.#script === null && state.endNs !== null && nowNs >= state.endNs;
  }

  onClose(state: TriggerState): void {
    state.endNs = null;
  }
}

/** Closes when its script says so. Its state goes with the group, not with the window. */
export class StateTrigger implements Trigger {
  readonly needsTicks: boolean;
  readonly hasScript = true;
  readonly #script: WindowScript;

  constructor(script: WindowScript) {
    this.#script = script;
    this.needsTicks = script.hasTick;
  }

  newState(): TriggerState {
    return new TriggerState(this.#script.initialState);
  }

  onEvent(state: TriggerState, event: Value, meta: ValueRecord, nowNs: bigint): Answer {
    const answer = this.#script.run('in', event, meta, nowNs, state);
    const [emits, includes] = readAnswer(this.#script, answer);
    if (!emits) return STAY;
    return includes ? CLOSE_WITH : CLOSE_BEFORE;
  }

  onTick(state: TriggerState, nowNs: bigint): boolean {
    if (!this.#script.hasTick) return false;
    const answer = this.#script.run('tick', null, NO_META, nowNs, state);
    return readAnswer(this.#script, answer)[0];
  }

  onClose(): void {}
}

const NO_META: ValueRecord = new Map();

const EMIT = [true, true] as const;
const DO_NOT = [false, false] as const;

/** A bool, or `[emit, include]`. */
function readAnswer(script: WindowScript, answer: Value): readonly [emits: boolean, includes: boolean] {
  if (answer === true) return EMIT;
  if (answer === false) return DO_NOT;
  const [emits, includes, more] = asArray(answer) ?? [];
  if (typeof emits === 'boolean' && typeof includes === 'boolean' && more === undefined)
    return [emits, includes];
  return refuse(script, answer, 'a bool or `[emit, include]`');
}

/** How much an event counts, or the time of it. */
function wholeNumber(script: WindowScript, event: Value, meta: ValueRecord, nowNs: bigint): Integer {
  const answer = script.run('in', event, meta, nowNs, null);
  return isInteger(answer) && answer >= 0 ? answer : refuse(script, answer, 'an integer from 0 on');
}

function refuse({ name, source, answerSpan }: WindowScript, answer: Value, wanted: string): never {
  const found = isInteger(answer) ? describeValue(answer) : aKind(kindOf(answer));
  throw new RuntimeError(
    'FR892',
    `the script of window \`${name}\` must answer with ${wanted}, not with ${found}`,
    source,
    answerSpan,
  );
}
