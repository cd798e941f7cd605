import type { Value } from '../../../runtime/value/value.ts';
import { groupId } from './group-key.ts';
import type { Group } from './group.ts';

/** The groups of a select, in the order in which they came. */
export class Groups {
  readonly #byId = new Map<string, Group>();
  /** Nearly every group is one string: it is found by that very string, whose hash is known already. */
  readonly #byText = new Map<string, Group>();

  get size(): number {
    return this.#byId.size;
  }

  values(): IterableIterator<Group> {
    return this.#byId.values();
  }

  find(values: readonly Value[]): Group | undefined {
    const text = onlyText(values);
    return text === undefined ? this.#byId.get(groupId(values)) : this.#byText.get(text);
  }

  add(values: readonly Value[], group: Group): void {
    this.#byId.set(groupId(values), group);
    const text = onlyText(values);
    if (text !== undefined) this.#byText.set(text, group);
  }

  delete({ value }: Group): void {
    // Behind the values stands their text.
    const values = value.slice(0, -1);
    this.#byId.delete(groupId(values));
    const text = onlyText(values);
    if (text !== undefined) this.#byText.delete(text);
  }
}

function onlyText(values: readonly Value[]): string | undefined {
  const [first] = values;
  return values.length === 1 && typeof first === 'string' ? first : undefined;
}
