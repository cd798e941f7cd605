import {
  checkIndex,
  checkRange,
  findField,
  findIndex,
  findRange,
  readField,
  readIndex,
  readRange,
} from '../../../runtime/value/path.ts';
import type { Value } from '../../../runtime/value/value.ts';
import type { PathExpression, PathSegment, PresenceExpression } from '../../3-ast/nodes.ts';
import { assertNever } from '../../../runtime/errors.ts';
import type { Analysis } from './analysis.ts';
import { attempt } from './attempt.ts';
import { placeOfSegment, subjectOf } from './places.ts';

/** The value of a path through a constant. */
export function foldPath(analysis: Analysis, path: PathExpression): Value | undefined {
  let value = rootValue(analysis, path);
  for (const [index, segment] of path.segments.entries()) {
    if (value === undefined) return undefined;
    const target: Value = value;
    const subject = subjectOf(analysis.source, path, index);
    value = attempt(
      analysis,
      (problem) => placeOfSegment(segment, problem),
      () => read(analysis, target, segment, subject),
    );
  }
  return value;
}

/** `present` and `absent` of a path through a constant. */
export function foldPresence(analysis: Analysis, { path, test }: PresenceExpression): boolean | undefined {
  let value = rootValue(analysis, path);
  if (value === undefined) return undefined;
  for (const segment of path.segments) {
    if (!isKnown(analysis, segment)) return undefined;
    value = find(analysis, value, segment);
    if (value === undefined) return test === 'absent';
  }
  return test === 'present';
}

/**
 * An index or a range that is constant must be one whatever it is used on. Says false, and reports it, when not.
 */
export function checkSegments(analysis: Analysis, path: PathExpression): boolean {
  let isFine = true;
  for (const segment of path.segments) {
    if (segment.kind === 'key' || !isKnown(analysis, segment)) continue;
    const checked = attempt(
      analysis,
      (problem) => placeOfSegment(segment, problem),
      () => checkSegment(analysis, segment),
    );
    if (checked === undefined) isFine = false;
  }
  return isFine;
}

function checkSegment({ constants }: Analysis, segment: Exclude<PathSegment, { kind: 'key' }>): true {
  if (segment.kind === 'range') {
    checkRange(constants.get(segment.from)!, constants.get(segment.to)!);
  } else {
    const index = constants.get(segment.index)!;
    if (typeof index !== 'string') checkIndex(index);
  }
  return true;
}

function rootValue(
  { constants, names, moduleConstants, userConstants }: Analysis,
  { root }: PathExpression,
): Value | undefined {
  if (root.kind === 'expression') return constants.get(root.value);
  if (root.kind !== 'module-path' && root.kind !== 'name') return undefined;
  const binding = root.kind === 'name' ? names.get(root) : userConstants.get(root);
  if (binding?.kind === 'const') return constants.get(binding.definition.value);
  return root.kind === 'module-path' ? moduleConstants.get(root)?.value : undefined;
}

function isKnown({ constants }: Analysis, segment: PathSegment): boolean {
  switch (segment.kind) {
    case 'key':
      return true;
    case 'index':
      return constants.has(segment.index);
    case 'range':
      return constants.has(segment.from) && constants.has(segment.to);
    default:
      return assertNever(segment);
  }
}

function read(analysis: Analysis, target: Value, segment: PathSegment, subject: string): Value | undefined {
  const { constants } = analysis;
  if (!isKnown(analysis, segment)) return undefined;
  switch (segment.kind) {
    case 'key':
      return readField(target, segment.name.text, subject);
    case 'index':
      return readIndex(target, constants.get(segment.index)!, subject);
    case 'range':
      return readRange(target, constants.get(segment.from)!, constants.get(segment.to)!, subject);
    default:
      return assertNever(segment);
  }
}

function find({ constants }: Analysis, target: Value, segment: PathSegment): Value | undefined {
  switch (segment.kind) {
    case 'key':
      return findField(target, segment.name.text);
    case 'index':
      return findIndex(target, constants.get(segment.index)!);
    case 'range':
      return findRange(target, constants.get(segment.from)!, constants.get(segment.to)!);
    default:
      return assertNever(segment);
  }
}
