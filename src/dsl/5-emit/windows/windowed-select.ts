import { CapturedRecord, DeferredItems } from '../../../runtime/value/captured.ts';
import type { Captured } from '../../../runtime/value/captured.ts';
import { detach } from '../../../runtime/value/detach.ts';
import { asArray, asRecord } from '../../../runtime/value/kind.ts';
import { EMPTY_RECORD } from '../../../runtime/value/value.ts';
import type { Value, ValueRecord } from '../../../runtime/value/value.ts';
import { RuntimeError } from '../evaluator.ts';
import type { Frame } from '../evaluator.ts';
import { failure } from '../pipeline/failure.ts';
import { asRuntimeError, holds } from '../pipeline/guards.ts';
import type { Keeper, KeeperExits } from '../pipeline/keeper.ts';
import { newSelectFrame } from '../pipeline/run-state.ts';
import type { Step } from '../pipeline/run-state.ts';
import { createGrouping } from './group-by.ts';
import type { Grouping } from './group-by.ts';
import { groupValue } from './group-key.ts';
import { Groups } from './groups.ts';
import { Group, newFrames, savedGroupValue } from './group.ts';
import { CLOSE_BEFORE, STAY } from './trigger.ts';
import type { Answer, Trigger } from './trigger.ts';
import type { WindowNode, WindowedNode } from './windowed-node.ts';

/** A window of this select at work. */
interface OpenWindow extends WindowNode {
  readonly trigger: Trigger;
}

/**
 * A `select` from windows: takes events into the first window of their group. What a window has gathered goes out when it
 * closes, and into the window behind it.
 */
export class WindowedSelect implements Keeper {
  readonly needsTicks: boolean;
  readonly #node: WindowedNode;
  readonly #exits: KeeperExits;
  readonly #next: Step | undefined;
  readonly #windows: readonly OpenWindow[];
  readonly #grouping: Grouping;
  readonly #maxGroups: WindowNode | undefined;
  /** Some window behind the first one has a script. */
  readonly #keepsEvents: boolean;
  readonly #frame: Frame;
  readonly #groups = new Groups();
  /** How often the groups have been captured. */
  #cut = 0;
  /** The arguments of the aggregates, for the event that runs. */
  readonly #firsts: Value[];
  readonly #seconds: Value[];

  constructor(node: WindowedNode, exits: KeeperExits) {
    const { instance } = exits.state.frame;
    this.#node = node;
    this.#exits = exits;
    this.#next = exits.ports.get('out');
    this.#windows = node.windows.map((window) => ({ ...window, trigger: window.createTrigger(instance) }));
    this.#grouping = createGrouping(node.groupBy);
    this.#maxGroups = strictest(node.windows);
    this.#keepsEvents = this.#windows.slice(1).some(({ trigger }) => trigger.hasScript);
    this.#frame = newSelectFrame(instance);
    this.needsTicks = this.#windows.some(({ trigger }) => trigger.needsTicks);
    this.#firsts = node.selection.aggregates.map(() => null);
    this.#seconds = node.selection.aggregates.map(() => null);
  }

  entry(): Step {
    return (event, meta) => this.#onEvent(event, meta);
  }

  tick(): void {
    this.#see(null, EMPTY_RECORD);
    for (const group of this.#groups.values()) {
      for (const index of group.frames.keys()) this.#tickWindow(group, index);
      if (group.isEmpty) this.#groups.delete(group);
    }
  }

  flush(): void {
    this.#see(null, EMPTY_RECORD);
    for (const group of this.#groups.values()) {
      for (const index of group.frames.keys()) this.#flushWindow(group, index);
      if (group.isEmpty) this.#groups.delete(group);
    }
  }

  capture(): Captured {
    const cut = ++this.#cut;
    const groups = [...this.#groups.values()];
    const items = new DeferredItems(groups.length, (index) => groups[index]!.stateAt(cut));
    return new CapturedRecord([['groups', items]]);
  }

  restore(state: Value): void {
    for (const saved of asArray(asRecord(state)?.get('groups') ?? null) ?? []) {
      const value = savedGroupValue(saved);
      const group = this.#newGroup(value);
      group.restore(saved);
      // Behind the values stands their text.
      this.#groups.add(value.slice(0, -1), group);
    }
  }

  #onEvent(event: Value, meta: ValueRecord): void {
    this.#see(event, meta);
    const { where } = this.#node;
    try {
      if (where !== null && !holds(where, this.#frame)) return;
      for (const values of this.#grouping(this.#frame)) this.#addTo(values, event, meta);
    } catch (thrown) {
      this.#fail(thrown, event, meta);
    }
  }

  #addTo(values: readonly Value[], event: Value, meta: ValueRecord): void {
    const known = this.#groups.find(values);
    const group = known ?? this.#newGroup(groupValue(values));
    if (known === undefined && this.#hasNoRoom(group, event, meta)) return;
    this.#evaluateArguments(group, event, meta);
    group.touch(this.#cut);
    const answer = this.#ask(group, 0, event, meta);
    if (known === undefined) this.#groups.add(values, group);
    if (this.#keepsEvents) group.lastEvent = detach(event);
    this.#take(group, 0, answer, event, meta);
    if (group.isEmpty) this.#groups.delete(group);
  }

  /** Before anything changes: an event that fails here counts nowhere. */
  #evaluateArguments(group: Group, event: Value, meta: ValueRecord): void {
    const { aggregates } = this.#node.selection;
    const { accumulators } = group.frames[0]!;
    const frame = this.#frame;
    frame.event = event;
    frame.meta = meta;
    frame.group = group.value;
    frame.window = this.#windows[0]!.name;
    frame.groups = this.#groups.size;
    for (let i = 0; i < aggregates.length; i++) {
      const aggregate = aggregates[i]!;
      this.#firsts[i] = aggregate.first(frame, accumulators[i]!);
      this.#seconds[i] = aggregate.second(frame, accumulators[i]!);
    }
  }

  /** Something comes into a window. Throws RuntimeError. */
  #ask(group: Group, index: number, event: Value, meta: ValueRecord): Answer {
    const { trigger } = this.#windows[index]!;
    return trigger.onEvent(group.frames[index]!.trigger, event, meta, this.#exits.state.ingestNs);
  }

  #take(group: Group, index: number, answer: Answer, event: Value, meta: ValueRecord): void {
    if (answer !== CLOSE_BEFORE) this.#takeIn(group, index, meta);
    if (answer !== STAY) this.#close(group, index, event, meta);
    if (answer === CLOSE_BEFORE) this.#takeIn(group, index, meta);
  }

  #takeIn(group: Group, index: number, meta: ValueRecord): void {
    const frame = group.frames[index]!;
    if (index === 0) frame.add(this.#firsts, this.#seconds, meta);
    else frame.merge(group.frames[index - 1]!);
  }

  /** What the window holds goes out, and into the next one. `event` is the last that came. */
  #close(group: Group, index: number, event: Value, meta: ValueRecord): void {
    const frame = group.frames[index]!;
    if (!frame.holdsData) return;
    this.#emit(group, index);
    if (index + 1 < group.frames.length) this.#arrive(group, index + 1, event, meta);
    frame.reset();
  }

  /** What the window before has gathered comes into this one; nothing of it is lost when the script of this one fails. */
  #arrive(group: Group, index: number, event: Value, meta: ValueRecord): void {
    let answer: Answer = STAY;
    try {
      answer = this.#ask(group, index, event, meta);
    } catch (thrown) {
      this.#fail(thrown, this.#describe(group, index), meta);
    }
    this.#take(group, index, answer, event, meta);
  }

  #emit(group: Group, index: number): void {
    const { selection, having } = this.#node;
    const { meta, accumulators } = group.frames[index]!;
    const frame = this.#frame;
    frame.event = null;
    frame.meta = meta;
    frame.group = group.value;
    frame.window = this.#windows[index]!.name;
    frame.groups = this.#groups.size;
    frame.aggregates = accumulators;
    frame.groups = this.#groups.size;
    let selected: Value;
    try {
      selected = selection.evaluate(frame);
      frame.event = selected;
      if (having !== null && !holds(having, frame)) return;
    } catch (thrown) {
      this.#fail(thrown, this.#describe(group, index), meta);
      return;
    }
    this.#next?.(selected, meta);
  }

  #tickWindow(group: Group, index: number): void {
    const window = this.#windows[index]!;
    if (!window.trigger.needsTicks) return;
    const frame = group.frames[index]!;
    try {
      if (window.trigger.hasScript) group.touch(this.#cut);
      if (!window.trigger.onTick(frame.trigger, this.#exits.state.ingestNs)) return;
    } catch (thrown) {
      this.#fail(thrown, this.#describe(group, index), frame.meta);
      return;
    }
    group.touch(this.#cut);
    this.#close(group, index, group.lastEvent, frame.meta);
    window.trigger.onClose(frame.trigger);
  }

  #flushWindow(group: Group, index: number): void {
    const window = this.#windows[index]!;
    const frame = group.frames[index]!;
    if (!window.flush || !frame.holdsData) return;
    group.touch(this.#cut);
    this.#emit(group, index);
    const next = this.#windows[index + 1];
    // One that is not flushed goes on in the next run, and counts as it would have.
    if (next !== undefined && !next.flush) this.#arrive(group, index + 1, group.lastEvent, frame.meta);
    else if (next !== undefined) group.frames[index + 1]!.merge(frame);
    frame.reset();
    window.trigger.onClose(frame.trigger);
  }

  #hasNoRoom(group: Group, event: Value, meta: ValueRecord): boolean {
    const window = this.#maxGroups;
    if (window === undefined || this.#groups.size < window.maxGroups!) return false;
    const text = group.value.at(-1) as string; // groupValue has put it there
    const title = `group \`${text}\` is one too many: window \`${window.name}\` has ${window.maxGroups} already`;
    this.#fail(new RuntimeError('FR891', title, window.source, window.span), event, meta);
    return true;
  }

  #newGroup(value: readonly Value[]): Group {
    const { aggregates } = this.#node.selection;
    return new Group(
      value,
      newFrames(this.#windows, () => aggregates.map(({ definition }) => definition.create())),
      this.#cut,
    );
  }

  /** What stands for the event where there is none: which window it was. */
  #describe(group: Group, index: number): Value {
    return new Map<string, Value>([
      ['window', this.#windows[index]!.name],
      ['group', group.value],
    ]);
  }

  /** From here on, expressions see this event. */
  #see(event: Value, meta: ValueRecord): void {
    const { state } = this.#exits;
    const frame = this.#frame;
    frame.event = event;
    frame.meta = meta;
    frame.ingestNs = state.ingestNs;
    frame.origin = state.origin;
    frame.offset = state.offset;
  }

  #fail(thrown: unknown, event: Value, meta: ValueRecord): void {
    const { errors, state } = this.#exits;
    errors(failure(asRuntimeError(thrown, this.#node), event, this.#node.path, state), meta);
  }
}

/** The window that allows the fewest groups. */
function strictest(windows: readonly WindowNode[]): WindowNode | undefined {
  const limited = windows.filter(({ maxGroups }) => maxGroups !== null);
  return limited.sort((a, b) => (a.maxGroups! < b.maxGroups! ? -1 : 1))[0];
}
