import { assertNever, bug } from '../../../runtime/errors.ts';
import { findField, readField, readIndex, readRange } from '../../../runtime/value/path.ts';
import type { Value } from '../../../runtime/value/value.ts';
import type { ModulePath, Name, PathExpression, PathRoot, PathSegment } from '../../3-ast/nodes.ts';
import { placeOfSegment, subjectOf } from '../../4-analyse/script/places.ts';
import { RuntimeError } from '../evaluator.ts';
import type { Evaluator, Frame } from '../evaluator.ts';
import type { Emission } from './emission.ts';
import { failAt } from './fail.ts';
import type { ScriptFrame } from './statement.ts';

/** A path that is read: what is not there is an error. */
export function emitPath(emission: Emission, path: PathExpression): Evaluator {
  if (path.segments.length === 0) return emitWhole(emission, path.root);
  let run = emitRoot(emission, path.root);
  for (const [index, segment] of path.segments.entries()) {
    run = emitSegment(emission, run, segment, subjectOf(emission.source, path, index));
  }
  return run;
}

/** The whole of something. Who has it may keep it, so that no `let` may write into it any more. */
function emitWhole(emission: Emission, root: PathRoot): Evaluator {
  const run = emitRoot(emission, root);
  const cell = emission.ownableCell(root);
  if (cell === undefined) return run;
  return (frame) => {
    // Only scripts have such cells, and these run on their own frames.
    (frame as ScriptFrame).owned[cell] = null;
    return run(frame);
  };
}

/** The value that a path starts from. */
export function emitRoot(emission: Emission, root: PathRoot): Evaluator {
  switch (root.kind) {
    case 'event':
      return (frame) => frame.event;
    case 'meta':
      return (frame) => frame.meta;
    case 'state':
      return (frame) => frame.state;
    case 'args': {
      const { layout } = emission;
      if (layout?.variadic !== true) return emission.constant(emission.args);
      // Set before the function runs.
      return (frame) => frame.locals[layout.params]!;
    }
    case 'name':
      return emitName(emission, root);
    case 'expression':
      return emission.expression(root.value);
    case 'module-path':
      return emission.constant(moduleConstant(emission, root));
    case 'group':
      return (frame) => frame.group;
    case 'window':
      return (frame) => frame.window;
    default:
      return assertNever(root);
  }
}

function moduleConstant(emission: Emission, path: ModulePath): Value {
  const { moduleConstants, userConstants } = emission.tables;
  const binding = userConstants.get(path);
  if (binding !== undefined) return emission.constantOf(binding);
  return (moduleConstants.get(path) ?? bug('a constant of a module was not resolved')).value;
}

function emitName(emission: Emission, name: Name): Evaluator {
  const binding = emission.tables.names.get(name) ?? bug(`\`${name.text}\` was not resolved`);
  if (binding.kind === 'const') return emission.constant(emission.constantOf(binding));
  const { slot } = binding;
  const { source } = emission;
  return (frame) => {
    const value = frame.locals[slot];
    if (value !== undefined) return value;
    throw new RuntimeError('FR841', `the local \`${name.text}\` is read before it is set`, source, name.span);
  };
}

function emitSegment(
  emission: Emission,
  target: Evaluator,
  segment: PathSegment,
  subject: string,
): Evaluator {
  switch (segment.kind) {
    case 'key':
      return emission.settle(readKey(emission, target, segment, segment.name.text, subject), [target]);
    case 'index':
      return emitIndex(emission, target, segment, subject);
    case 'range':
      return emitRange(emission, target, segment, subject);
    default:
      return assertNever(segment);
  }
}

/** `target.key`: the most frequent thing in any script. */
function readKey(
  { source }: Emission,
  target: Evaluator,
  segment: PathSegment,
  key: string,
  subject: string,
): Evaluator {
  return (frame) => {
    const record = target(frame);
    const value = findField(record, key);
    if (value !== undefined) return value;
    try {
      return readField(record, key, subject);
    } catch (thrown) {
      return failAt(thrown, source, placeOfSegment(segment));
    }
  };
}

function emitIndex(
  emission: Emission,
  target: Evaluator,
  segment: Extract<PathSegment, { kind: 'index' }>,
  subject: string,
): Evaluator {
  const index = emission.expression(segment.index);
  const known = emission.valueOf(index);
  const { source } = emission;
  if (typeof known === 'string') {
    return emission.settle(readKey(emission, target, segment, known, subject), [target]);
  }
  const run = (frame: Frame): Value => {
    const container = target(frame);
    const at = index(frame);
    try {
      return readIndex(container, at, subject);
    } catch (thrown) {
      return failAt(thrown, source, placeOfSegment(segment));
    }
  };
  return emission.settle(run, [target, index]);
}

function emitRange(
  emission: Emission,
  target: Evaluator,
  segment: Extract<PathSegment, { kind: 'range' }>,
  subject: string,
): Evaluator {
  const from = emission.expression(segment.from);
  const to = emission.expression(segment.to);
  const { source } = emission;
  const run = (frame: Frame): Value => {
    const array = target(frame);
    const first = from(frame);
    const end = to(frame);
    try {
      return readRange(array, first, end, subject);
    } catch (thrown) {
      return failAt(thrown, source, (problem) => placeOfSegment(segment, problem));
    }
  };
  return emission.settle(run, [target, from, to]);
}
