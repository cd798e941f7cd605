import { assertNever } from '../../../runtime/errors.ts';
import { findField, findIndex, findRange } from '../../../runtime/value/path.ts';
import type { Value } from '../../../runtime/value/value.ts';
import type { PathRoot, PathSegment, PresenceExpression } from '../../3-ast/nodes.ts';
import { placeOfSegment } from '../../4-analyse/script/places.ts';
import type { Evaluator, Frame } from '../evaluator.ts';
import type { Emission } from './emission.ts';
import { emitRoot } from './emit-path.ts';
import { failAt } from './fail.ts';

/** One step of a path, or undefined when there is nothing. */
type Finder = (frame: Frame) => Value | undefined;

/** `present path` and `absent path`: errors only for an index that can be none. */
export function emitPresence(emission: Emission, { path, test }: PresenceExpression): Evaluator {
  let find: Finder = emitRootFinder(emission, path.root);
  for (const segment of path.segments) find = emitFinder(emission, find, segment);
  const wanted = test === 'present';
  return (frame) => (find(frame) !== undefined) === wanted;
}

/** A local that was not set is absent. */
function emitRootFinder(emission: Emission, root: PathRoot): Finder {
  const binding = root.kind === 'name' ? emission.tables.names.get(root) : undefined;
  if (binding?.kind !== 'local') return emitRoot(emission, root);
  const { slot } = binding;
  return (frame) => frame.locals[slot];
}

function emitFinder(emission: Emission, target: Finder, segment: PathSegment): Finder {
  switch (segment.kind) {
    case 'key':
      return findKey(target, segment.name.text);
    case 'index': {
      const index = emission.expression(segment.index);
      const known = emission.valueOf(index);
      if (typeof known === 'string') return findKey(target, known);
      return guarded(emission, target, segment, (container, frame) => findIndex(container, index(frame)));
    }
    case 'range': {
      const from = emission.expression(segment.from);
      const to = emission.expression(segment.to);
      return guarded(emission, target, segment, (array, frame) => findRange(array, from(frame), to(frame)));
    }
    default:
      return assertNever(segment);
  }
}

function findKey(target: Finder, key: string): Finder {
  return (frame) => {
    const record = target(frame);
    return record === undefined ? undefined : findField(record, key);
  };
}

function guarded(
  { source }: Emission,
  target: Finder,
  segment: PathSegment,
  find: (container: Value, frame: Frame) => Value | undefined,
): Finder {
  return (frame) => {
    const container = target(frame);
    if (container === undefined) return undefined;
    try {
      return find(container, frame);
    } catch (thrown) {
      return failAt(thrown, source, (problem) => placeOfSegment(segment, problem));
    }
  };
}
