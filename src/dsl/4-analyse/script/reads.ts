import type { Value } from '../../../runtime/value/value.ts';
import type { Expression, Name, PathExpression, Pattern, PathSegment } from '../../3-ast/nodes.ts';
import type { Binding, Reads } from './facts.ts';

/** The side tables that it needs, as far as they are filled. */
interface Known {
  readonly names: ReadonlyMap<Name, Binding>;
  readonly constants: ReadonlyMap<Expression, Value>;
}

/**
 * Collects which top-level fields of the event are read, also through locals that were set to the event. It takes no
 * account of the order in which things happen: what it gives is a hint for codecs, never a promise.
 */
export class ReadsCollector {
  readonly #fields = new Set<string>();
  /** Slots of the locals that may be the event. */
  readonly #aliases = new Set<number>();
  #passesEvent = false;

  /** The next body has its own locals. */
  forgetLocals(): void {
    this.#aliases.clear();
  }

  /** Is this expression the event as a whole? */
  isEvent(expression: Expression, known: Known): boolean {
    return (
      expression.kind === 'path' && expression.segments.length === 0 && this.#startsAtEvent(expression, known)
    );
  }

  /** A path that is read. */
  path(path: PathExpression, known: Known): void {
    const [first] = path.segments;
    if (first === undefined || !this.#startsAtEvent(path, known)) return;
    const key = keyOf(first, known);
    if (key !== undefined) this.#fields.add(key);
  }

  /** A local that is set to the event. */
  alias(slot: number): void {
    this.#aliases.add(slot);
  }

  /** The fields that a pattern looks at when it is tried on the event. */
  pattern(pattern: Pattern): void {
    if (pattern.kind === 'binding-pattern') this.pattern(pattern.pattern);
    if (pattern.kind !== 'record-pattern') return;
    for (const field of pattern.fields) this.#fields.add(field.name.text);
  }

  /** Something that comes out of the script. */
  result(expression: Expression, known: Known): void {
    if (this.#canBeEvent(expression, known)) this.#passesEvent = true;
  }

  /** `emit` without a value. */
  eventComesOut(): void {
    this.#passesEvent = true;
  }

  finish(): Reads {
    return { fields: [...this.#fields], passesEvent: this.#passesEvent };
  }

  #canBeEvent(expression: Expression, known: Known): boolean {
    if (expression.kind === 'let') return this.#canBeEvent(expression.value, known);
    if (expression.kind !== 'match') return this.isEvent(expression, known);
    return expression.cases.some(({ body }) => {
      const last = body.at(-1);
      return last !== undefined && this.#canBeEvent(last, known);
    });
  }

  #startsAtEvent({ root }: PathExpression, known: Known): boolean {
    if (root.kind === 'event') return true;
    if (root.kind !== 'name') return false;
    const binding = known.names.get(root);
    return binding?.kind === 'local' && this.#aliases.has(binding.slot);
  }
}

/** The field that a segment means, when that is known. */
export function keyOf(segment: PathSegment, { constants }: Pick<Known, 'constants'>): string | undefined {
  if (segment.kind === 'key') return segment.name.text;
  const index = segment.kind === 'index' ? constants.get(segment.index) : undefined;
  return typeof index === 'string' ? index : undefined;
}
