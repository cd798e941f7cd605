import { assertNever } from '../../../runtime/errors.ts';
import { findConstant } from '../../../runtime/std/index.ts';
import type { ModulePath, Name, PathExpression, PathRoot, PresenceExpression } from '../../3-ast/nodes.ts';
import { didYouMean, suggest } from '../../diagnostics/index.ts';
import type { Span } from '../../diagnostics/diagnostic.ts';
import type { Scope as Block } from '../scope.ts';
import type { Analysis, Place } from './analysis.ts';
import { checkSegments } from './fold-path.ts';
import { notConstant } from './not-constant.ts';
import { placeOfSegment } from './places.ts';
import { keyOf } from './reads.ts';
import { checkRest, notInFunction } from './function-reach.ts';
import { constantOf, constantOfFile, unknownInModule } from './module-members.ts';
import { resolvePath } from './resolve-path.ts';
import { unknownConstant } from './unknown-member.ts';
import { unknownName } from './unknown-name.ts';

/** A path that is read. */
export function visitPath(analysis: Analysis, path: PathExpression, place: Place): void {
  visitSegments(analysis, path, place);
  const isFine = visitRoot(analysis, path.root, place);
  if (!isFine || !checkArgument(analysis, path) || !checkSegments(analysis, path)) analysis.broken.add(path);
  analysis.reads.path(path, analysis);
}

/** `present path` and `absent path`: nothing on the path needs to be there. */
export function visitPresence(analysis: Analysis, presence: PresenceExpression, place: Place): void {
  const { path } = presence;
  visitSegments(analysis, path, place);
  if (isNeverSet(analysis, path.root)) return neverSet(analysis, presence, path.root);
  const isFine = visitRoot(analysis, path.root, place);
  if (!isFine || !checkSegments(analysis, path)) analysis.broken.add(presence);
  analysis.reads.path(path, analysis);
}

/** The expressions in the brackets of a path. */
export function visitSegments(analysis: Analysis, path: PathExpression, place: Place): void {
  for (const segment of path.segments) {
    if (segment.kind === 'index') analysis.visit(segment.index, place);
    if (segment.kind === 'range') {
      analysis.visit(segment.from, place);
      analysis.visit(segment.to, place);
    }
  }
}

/** Says false, and reports it, when the root cannot be read here. */
function visitRoot(analysis: Analysis, root: PathRoot, place: Place): boolean {
  switch (root.kind) {
    case 'event':
    case 'meta':
    case 'state':
      return checkIsThere(analysis, root.kind, root.span, place);
    case 'args':
      return analysis.fn === null || checkRest(analysis, analysis.fn, root.span);
    case 'group':
    case 'window':
      return notYet(analysis, root.kind, root.span);
    case 'name':
      return visitName(analysis, root, place);
    case 'module-path':
      return visitModulePath(analysis, root);
    case 'expression':
      analysis.visit(root.value, place);
      return true;
    default:
      return assertNever(root);
  }
}

export const ROOTS = { event: '`event`', meta: '`$`', state: '`state`' } as const;

function checkIsThere(
  analysis: Analysis,
  root: 'event' | 'meta' | 'state',
  span: Span,
  place: Place,
): boolean {
  if (analysis.use === 'function') return notInFunction(analysis, ROOTS[root], span);
  if (place === 'constant') return notConstant(analysis, ROOTS[root], span);
  if (root !== 'state' || analysis.use === 'script') return true;
  analysis.error({
    code: 'FR507',
    title: '`state` is not there in a `select`',
    span,
    label: 'only scripts have state',
    help: [
      'keep state in a script, and put what is needed here into the event: `let event.total = state.total`',
    ],
  });
  return false;
}

function notYet(analysis: Analysis, root: 'group' | 'window', span: Span): boolean {
  analysis.error({
    code: root === 'group' ? 'FR607' : 'FR608',
    title: `\`${root}\` is not supported yet`,
    span,
    label: 'part of a later version',
  });
  return false;
}

function visitName(analysis: Analysis, name: Name, place: Place): boolean {
  const binding = analysis.scope.lookUp(name.text) ?? constantOfFile(analysis, name.text);
  if (binding === undefined) return unknownName(analysis, name);
  analysis.names.set(name, binding);
  if (binding.kind === 'local' && place === 'constant' && binding.slot < analysis.constantFloor) {
    return notConstant(analysis, `the local \`${name.text}\``, name.span);
  }
  return true;
}

function isNeverSet({ scope }: Analysis, root: PathRoot): root is Name {
  if (root.kind !== 'name' || !scope.isComplete) return false;
  return scope.lookUp(root.text) === undefined && scope.definedLater(root.text) === undefined;
}

/** Allowed, because it has an answer; but hardly meant. */
function neverSet(analysis: Analysis, presence: PresenceExpression, { text, span }: Name): void {
  analysis.constants.set(presence, presence.test === 'absent');
  analysis.warning({
    code: 'FR755',
    title: `\`${text}\` is never set, so it is always absent`,
    span,
    label: 'no local, no constant',
    help: [didYouMean(text, analysis.scope.names) ?? `a field of the event is \`event.${text}\``],
  });
}

function visitModulePath(analysis: Analysis, path: ModulePath): boolean {
  const member = resolvePath(analysis, path.names);
  if (member.kind === 'broken') return false;
  if (member.kind === 'module') return visitOfModule(analysis, path, member.file, member.name);
  const definition = findConstant(member.module, member.name);
  if (definition === undefined) unknownConstant(analysis, path, member);
  else analysis.moduleConstants.set(path, definition);
  return definition !== undefined;
}

/** `m::NAME` of a module of the user's. */
function visitOfModule(analysis: Analysis, path: ModulePath, file: Block, name: Name): boolean {
  const binding = constantOf(analysis, file, name.text);
  if (binding === undefined) {
    unknownInModule(analysis, 'constant', file, name);
    return false;
  }
  analysis.userConstants.set(path, binding);
  return true;
}

/** `args.name`, or `args["name"]`, of an argument that does not exist. */
function checkArgument(analysis: Analysis, { root, segments }: PathExpression): boolean {
  const [first] = segments;
  if (root.kind !== 'args' || first === undefined || analysis.fn !== null) return true;
  const name = keyOf(first, analysis);
  if (name === undefined || analysis.params.includes(name)) return true;
  analysis.error({
    code: 'FR509',
    title: `unknown argument \`${name}\``,
    span: placeOfSegment(first),
    label: analysis.params.length === 0 ? 'there are no arguments here' : 'not one of the arguments',
    help: [
      suggest(name, analysis.params, 'arguments') ??
        `arguments are declared after the name: \`args ${name}\``,
    ],
  });
  return false;
}
