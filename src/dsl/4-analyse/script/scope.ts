import type { ConstDefinition, Expression, LetExpression } from '../../3-ast/nodes.ts';
import type { Binding } from './facts.ts';
import { descendants } from './traverse.ts';

/**
 * The names of one body (of a script, of a handler, of a single expression).
 *
 * A local belongs to the whole body in which some `let` sets it; a constant is known from its definition on; a name
 * that a `case` binds, in that case only.
 */
export class Scope {
  readonly #locals = new Map<string, number>();
  readonly #consts = new Map<string, ConstDefinition>();
  /** All constants of the body, also those that are not defined yet. */
  readonly #allConsts = new Map<string, ConstDefinition>();
  readonly #captures: { readonly name: string; readonly slot: number }[] = [];
  #slots = 0;
  /** False when a part of the body could not be read: then a name that seems unknown may be defined there. */
  readonly isComplete: boolean;

  constructor(body: readonly Expression[]) {
    let isComplete = true;
    for (const node of descendants(body)) {
      if (node.kind === 'error') isComplete = false;
      if (node.kind === 'let') this.#declare(node);
      if (node.kind === 'const') this.#allConsts.set(node.name.text, node);
    }
    this.isComplete = isComplete;
  }

  get slots(): number {
    return this.#slots;
  }

  /** Every name that could be meant, for suggestions. */
  get names(): readonly string[] {
    return [...this.#captures.map(({ name }) => name), ...this.#consts.keys(), ...this.#locals.keys()];
  }

  lookUp(name: string): Binding | undefined {
    const capture = this.#captures.findLast((each) => each.name === name);
    if (capture !== undefined) return { kind: 'local', slot: capture.slot };
    const definition = this.#consts.get(name);
    if (definition !== undefined) return { kind: 'const', definition, library: null };
    const slot = this.#locals.get(name);
    return slot === undefined ? undefined : { kind: 'local', slot };
  }

  /** The constant of that name, if it is defined further down. */
  definedLater(name: string): ConstDefinition | undefined {
    return this.#allConsts.get(name);
  }

  /** The earlier constant of that name, if there is one; then it stays. */
  defineConst(definition: ConstDefinition): ConstDefinition | undefined {
    const earlier = this.#consts.get(definition.name.text);
    if (earlier === undefined) this.#consts.set(definition.name.text, definition);
    return earlier;
  }

  /** Binds a name until {@link release}; gives its slot. */
  capture(name: string): number {
    const slot = this.#slots++;
    this.#captures.push({ name, slot });
    return slot;
  }

  /** A mark for {@link release}. */
  get captured(): number {
    return this.#captures.length;
  }

  /** Forgets what was captured since the mark. */
  release(mark: number): void {
    this.#captures.length = mark;
  }

  #declare({ target }: LetExpression): void {
    if (target.root.kind !== 'name' || this.#locals.has(target.root.text)) return;
    this.#locals.set(target.root.text, this.#slots++);
  }
}
