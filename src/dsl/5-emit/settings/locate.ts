import type { Span } from '../../diagnostics/diagnostic.ts';
import type * as ast from '../../3-ast/nodes.ts';

/** Where a settings record stands in the text. */
export interface Place {
  /** What is pointed at when something is missing in it: its key, or the name of the part. */
  readonly name: Span;
  /** The record as an expression; null when none is written. */
  readonly value: ast.Expression | null;
}

/**
 * Follows a path into a record or list as far as it is written out. What comes from an argument or a computation has
 * no places of its own: there the expression stands for everything in it.
 */
export function locate(place: Place, path: readonly PropertyKey[]): Place {
  let current = place;
  for (const step of path) {
    const inside = stepInto(current.value, step);
    if (inside === null) return current;
    current = inside;
  }
  return current;
}

/** What to underline for the value at a place. */
export function spanOf(place: Place): Span {
  return place.value?.span ?? place.name;
}

/** Settings as the record that they mean, so that messages find their places in it. */
export function asRecord(settings: readonly ast.Setting[], span: Span): ast.RecordExpression {
  const fields = settings.map(({ name, value, span: whole }): ast.RecordField => {
    const text = { kind: 'text', text: name.text, span: name.span } as const;
    return {
      kind: 'field',
      key: { kind: 'string', heredoc: false, parts: [text], span: name.span },
      value,
      span: whole,
    };
  });
  return { kind: 'record', fields, span };
}

function stepInto(value: ast.Expression | null, step: PropertyKey): Place | null {
  if (value?.kind === 'record') {
    // The last of several equal keys is the one that counts.
    const field = value.fields.findLast((each) => literalText(each.key) === step);
    return field === undefined ? null : { name: field.key.span, value: field.value };
  }
  if (value?.kind !== 'list' || typeof step !== 'number') return null;
  const item = value.items[step];
  return item === undefined ? null : { name: item.span, value: item };
}

function literalText(key: ast.StringTemplate): string | null {
  let text = '';
  for (const part of key.parts) {
    if (part.kind !== 'text') return null;
    text += part.text;
  }
  return text;
}
