import type { Expression, FnDefinition, MatchCase, Name, Pattern } from '../../3-ast/nodes.ts';
import type { Analysis, Place } from './analysis.ts';
import type { UserFunction } from './facts.ts';
import { Scope } from './scope.ts';
import { checkStatement, visitStatements } from './statements.ts';
import { warnOfUnreachable } from './unreachable-cases.ts';
import { visitBranch } from './visit-match.ts';
import { visitPattern } from './visit-pattern.ts';
import { tailsOf } from './visit-recur.ts';

/** `fn name(a, b) …`: can be called from here on. */
export function visitFn(analysis: Analysis, definition: FnDefinition, place: Place): void {
  if (!checkStatement(analysis, definition.span, '`fn`', place) || !checkTop(analysis, definition)) return;
  checkParams(analysis, definition);
  const fn = analyseFn(analysis, definition);
  const earlier = analysis.scope.defineFunction(fn);
  if (earlier === undefined) return;
  analysis.error({
    code: 'FR563',
    title: `the function \`${definition.name.text}\` is defined twice`,
    span: definition.name.span,
    label: 'defined again',
    context: [analysis.label(earlier.definition.name.span, 'first defined here')],
    help: ['give one of them another name'],
  });
}

/** Looks at a function on its own: it has nothing of the body around but constants and functions. */
export function analyseFn(analysis: Analysis, definition: FnDefinition): UserFunction {
  const { scope, use, constantFloor } = analysis;
  const bodies = bodiesOf(definition);
  analysis.scope = new Scope(bodies.flat(), scope, definition);
  analysis.use = 'function';
  const tails = new Set(bodies.flatMap((body) => [...tailsOf(body)]));
  const fn = (analysis.fn = { definition, tails, isConstant: true });
  visitBody(analysis, definition);
  const { slots } = analysis.scope;
  analysis.scope = scope;
  analysis.use = use;
  analysis.constantFloor = constantFloor;
  analysis.fn = null;
  const { source, tables } = analysis;
  return { kind: 'user', definition, source, tables, slots, constant: fn.isConstant };
}

/** The bodies of a function, with what the cases of a match function look at. */
function bodiesOf({ body }: FnDefinition): readonly (readonly Expression[])[] {
  return body.kind === 'with' ? [body.body] : body.cases.map((each) => each.body);
}

function visitBody(analysis: Analysis, { body, name, params, variadic }: FnDefinition): void {
  if (body.kind === 'with') return visitStatements(analysis, body.body, 'statement', name.span);
  for (const each of body.cases) {
    checkLength(analysis, each.pattern, params.length, variadic);
    visitFnCase(analysis, each);
  }
  checkLast(analysis, name, body.cases);
  warnOfUnreachable(analysis, body.cases);
}

function visitFnCase(analysis: Analysis, node: MatchCase): void {
  const mark = analysis.scope.captured;
  if (node.pattern.kind === 'tuple-pattern') {
    for (const item of node.pattern.items) visitArgument(analysis, item);
  }
  visitBranch(analysis, node, 'statement');
  analysis.scope.release(mark);
}

/** A name binds the argument, unless it is that of a constant: then the argument is compared with it. */
function visitArgument(analysis: Analysis, pattern: Pattern): void {
  const name = pattern.kind === 'expression-pattern' ? nameOf(pattern.value) : undefined;
  if (pattern.kind !== 'expression-pattern' || name === undefined) {
    visitPattern(analysis, pattern, 'value');
  } else if (analysis.scope.lookUp(name.text)?.kind === 'const') {
    visitPattern(analysis, pattern, 'value');
  } else {
    analysis.captures.set(pattern, analysis.scope.capture(name.text));
  }
}

function nameOf(expression: Expression): Name | undefined {
  if (expression.kind !== 'path' || expression.segments.length > 0) return undefined;
  return expression.root.kind === 'name' ? expression.root : undefined;
}

function checkTop(analysis: Analysis, definition: FnDefinition): boolean {
  if (analysis.fn === null && analysis.scope.isTop(definition)) return true;
  analysis.error({
    code: 'FR562',
    title: `the function \`${definition.name.text}\` is defined inside of something`,
    span: { start: definition.span.start, end: definition.name.span.end },
    label: 'only at the top of a script or a module',
    help: ['move it before the statement that it stands in'],
  });
  return false;
}

function checkParams(analysis: Analysis, { params }: FnDefinition): void {
  for (const [index, { text, span }] of params.entries()) {
    const first = params.slice(0, index).find((each) => each.text === text);
    if (first === undefined) continue;
    analysis.error({
      code: 'FR570',
      title: `the parameter \`${text}\` is declared twice`,
      span,
      label: 'declared again',
      context: [analysis.label(first.span, 'first declared here')],
    });
  }
}

/** A case must have as many patterns as there can be arguments; otherwise it never matches. */
function checkLength(analysis: Analysis, pattern: Pattern, params: number, variadic: boolean): void {
  if (pattern.kind !== 'tuple-pattern') return;
  const { items, open, span } = pattern;
  const isPossible = variadic || open ? items.length <= params || variadic : items.length === params;
  const isTooShort = !open && items.length < params;
  if (isPossible && !isTooShort) return;
  const count = `${params} argument${params === 1 ? '' : 's'}`;
  analysis.error({
    code: 'FR567',
    title: `a case with ${items.length} pattern${items.length === 1 ? '' : 's'} for ${count}`,
    span,
    label: 'never matches',
    help:
      items.length < params
        ? ['`_` stands for an argument that does not matter, `...` for all further ones']
        : [],
  });
}

/** There must be an answer for all arguments: the last case, and only that, is `case _`. */
function checkLast(analysis: Analysis, name: Name, cases: readonly MatchCase[]): void {
  if (cases.some(({ pattern }) => pattern.kind === 'error-pattern')) return;
  const isDefault = ({ pattern, guard }: MatchCase) => pattern.kind === 'any-pattern' && guard === null;
  const first = cases.findIndex(isDefault);
  if (first >= 0 && first === cases.length - 1) return;
  const early = cases[first];
  analysis.error({
    code: 'FR566',
    title: `the function \`${name.text}\` does not end with \`case _\``,
    span: early === undefined ? name.span : { start: early.span.start, end: early.pattern.span.end },
    label: early === undefined ? 'what if no case matches?' : 'not the last case',
    help: ['let the last case be `case _ => …`'],
  });
}
