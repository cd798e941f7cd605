import type { LetExpression, PathExpression, PathRoot } from '../../3-ast/nodes.ts';
import type { Span } from '../../diagnostics/diagnostic.ts';
import { insideOf } from './analysis.ts';
import type { Analysis, Place } from './analysis.ts';
import { notInFunction } from './function-reach.ts';
import { ROOTS, visitSegments } from './visit-path.ts';
import { checkStatement } from './statements.ts';

/** `let path = value`. The value is computed before the path is written, and may be a `match` with statements. */
export function visitLet(analysis: Analysis, node: LetExpression, place: Place): void {
  const isStatement = checkStatement(analysis, node.span, '`let`', place);
  analysis.visit(node.value, place);
  if (!isStatement) return;
  visitSegments(analysis, node.target, insideOf(place));
  if (checkTarget(analysis, node.target)) noteAlias(analysis, node);
}

/** Says false, and reports it, when nothing can be assigned to this path. */
function checkTarget(analysis: Analysis, target: PathExpression): boolean {
  const { root, segments } = target;
  switch (root.kind) {
    case 'event':
    case 'state':
      if (analysis.fn !== null) return notInFunction(analysis, ROOTS[root.kind], root.span);
      return checkKeys(analysis, target);
    case 'meta':
      if (analysis.fn !== null) return notInFunction(analysis, ROOTS.meta, root.span);
      if (segments.length > 0) return checkKeys(analysis, target);
      return cannotAssign(analysis, root.span, 'the metadata as a whole', 'set its fields: `let $name = …`');
    case 'name':
      return checkLocal(analysis, target, root.text) && checkKeys(analysis, target);
    default:
      return cannotAssign(
        analysis,
        root.span,
        FIXED[root.kind],
        'a local can hold a changed value: `let mine = …`',
      );
  }
}

const FIXED: Readonly<Record<Exclude<PathRoot['kind'], 'event' | 'state' | 'meta' | 'name'>, string>> = {
  args: '`args`',
  group: '`group`',
  window: '`window`',
  'module-path': 'a constant of a module',
  expression: 'the result of an expression',
};

function checkLocal(analysis: Analysis, { root }: PathExpression, name: string): boolean {
  const binding = analysis.scope.lookUp(name);
  if (binding?.kind === 'const') {
    const { span } = binding.definition.name;
    return cannotAssign(analysis, root.span, `the constant \`${name}\``, 'use another name for the local', [
      analysis.label(span, 'defined here'),
    ]);
  }
  // Every local that some `let` sets is in scope; so this one is.
  if (root.kind === 'name' && binding !== undefined) analysis.names.set(root, binding);
  return true;
}

/** Only fields of records can be written: what is constant in the brackets has to be a string. */
function checkKeys(analysis: Analysis, { segments }: PathExpression): boolean {
  for (const segment of segments) {
    if (segment.kind === 'key') continue;
    const key = segment.kind === 'index' ? analysis.constants.get(segment.index) : undefined;
    if (segment.kind === 'index' && (key === undefined || typeof key === 'string')) continue;
    const what = segment.kind === 'range' ? 'a range' : 'an item of an array';
    return cannotAssign(
      analysis,
      segment.span,
      what,
      'build the array anew: `array::push`, `+` and ranges help',
    );
  }
  return true;
}

function cannotAssign(
  analysis: Analysis,
  span: Span,
  what: string,
  help: string,
  context: readonly ReturnType<Analysis['label']>[] = [],
): false {
  analysis.error({
    code: 'FR511',
    title: `cannot assign to ${what}`,
    span,
    label: 'not something that `let` can set',
    context,
    help: [help],
  });
  return false;
}

function noteAlias(analysis: Analysis, { target, value }: LetExpression): void {
  if (target.root.kind !== 'name' || target.segments.length > 0) return;
  const binding = analysis.names.get(target.root);
  if (binding?.kind === 'local' && analysis.reads.isEvent(value, analysis))
    analysis.reads.alias(binding.slot);
}
