import type { ConstDefinition, Expression, FnDefinition, LetExpression } from '../../3-ast/nodes.ts';
import type { Binding, UserFunction } from './facts.ts';
import { descendants } from './traverse.ts';

/**
 * The names of one body (of a script, of a handler, of a function, of a single expression).
 *
 * A local belongs to the whole body in which some `let` sets it; a constant is known from its definition on; a name
 * that a `case` binds, in that case only. A function sees the constants and functions of the body that defines it, not its
 * locals.
 */
export class Scope {
  readonly #locals = new Map<string, number>();
  readonly #consts = new Map<string, ConstDefinition>();
  /** All constants of the body, also those that are not defined yet. */
  readonly #allConsts = new Map<string, ConstDefinition>();
  readonly #functions = new Map<string, UserFunction>();
  /** All functions of the body, also those that are not defined yet. */
  readonly #allFunctions = new Map<string, FnDefinition>();
  readonly #called = new Set<string>();
  readonly #captures: { readonly name: string; readonly slot: number }[] = [];
  #slots = 0;
  /** False when a part of the body could not be read: then a name that seems unknown may be defined there. */
  readonly isComplete: boolean;

  readonly #body: readonly Expression[];
  /** Of the body that defines the function. */
  readonly outer: Scope | null;

  /** The body of a function has its parameters in the first slots, and what it is given beyond them in the next. */
  constructor(body: readonly Expression[], outer: Scope | null = null, fn: FnDefinition | null = null) {
    this.#body = body;
    this.outer = outer;
    for (const { text } of fn?.params ?? []) this.capture(text);
    if (fn?.variadic === true) this.#slots++;
    let isComplete = outer?.isComplete ?? true;
    for (const node of descendants(body)) {
      if (node.kind === 'error') isComplete = false;
      if (node.kind === 'let') this.#declare(node);
      if (node.kind === 'const') this.#allConsts.set(node.name.text, node);
      if (node.kind === 'fn') this.#allFunctions.set(node.name.text, node);
    }
    this.isComplete = isComplete;
  }

  get slots(): number {
    return this.#slots;
  }

  /** Every name that could be meant, for suggestions. */
  get names(): readonly string[] {
    const own = [...this.#captures.map(({ name }) => name), ...this.#consts.keys(), ...this.#locals.keys()];
    return [...own, ...(this.outer === null ? [] : this.outer.#consts.keys())];
  }

  lookUp(name: string): Binding | undefined {
    const capture = this.#captures.findLast((each) => each.name === name);
    if (capture !== undefined) return { kind: 'local', slot: capture.slot };
    const definition = this.#consts.get(name);
    if (definition !== undefined) return { kind: 'const', definition, library: null };
    const slot = this.#locals.get(name);
    if (slot !== undefined) return { kind: 'local', slot };
    const outer = this.outer?.lookUp(name);
    return outer?.kind === 'const' ? outer : undefined;
  }

  /** The constant of that name, if it is defined further down. */
  definedLater(name: string): ConstDefinition | undefined {
    return this.#allConsts.get(name);
  }

  /** Does the expression stand in the body itself, not inside of something in it? */
  isTop(expression: Expression): boolean {
    return this.#body.includes(expression);
  }

  /** Is it a local of the body around the function? */
  isOuterLocal(name: string): boolean {
    return this.outer?.lookUp(name)?.kind === 'local';
  }

  /** The function of that name, which from now on counts as used. */
  findFunction(name: string): UserFunction | undefined {
    this.#called.add(name);
    return this.#functions.get(name) ?? this.outer?.findFunction(name);
  }

  /** Whether or not it is defined already. */
  knowsFunction(name: string): FnDefinition | undefined {
    return this.#allFunctions.get(name) ?? this.outer?.knowsFunction(name);
  }

  /** The names of all functions that could be called here. */
  get functionNames(): readonly string[] {
    return [...this.#functions.keys(), ...(this.outer?.functionNames ?? [])];
  }

  /** The earlier function of that name, if there is one; then it stays. */
  defineFunction(fn: UserFunction): UserFunction | undefined {
    const { text } = fn.definition.name;
    const earlier = this.#functions.get(text);
    if (earlier === undefined) this.#functions.set(text, fn);
    return earlier;
  }

  /** The functions of the body that nothing in it has called. */
  get unusedFunctions(): readonly FnDefinition[] {
    const all = [...this.#functions.values()].map(({ definition }) => definition);
    return all.filter(({ name }) => !this.#called.has(name.text));
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
