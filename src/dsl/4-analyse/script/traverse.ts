import type {
  Expression,
  PatchOperation,
  PathExpression,
  Pattern,
  RecordPatternField,
} from '../../3-ast/nodes.ts';
import { assertNever } from '../../../runtime/errors.ts';

/** All expressions in a body, each before those inside it, in the order of the text. */
export function* descendants(body: readonly Expression[]): Generator<Expression> {
  for (const expression of body) {
    yield expression;
    yield* descendants(childrenOf(expression));
  }
}

/** The expressions right inside one, in the order of the text. */
export function childrenOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'literal':
    case 'drop':
    case 'error':
      return [];
    case 'fn':
      return []; // What is in a function is not in the body that defines it.
    case 'string':
      return expression.parts.flatMap((part) => (part.kind === 'interpolation' ? [part.value] : []));
    case 'list':
      return expression.items;
    case 'bytes':
      return expression.parts.map(({ value }) => value);
    case 'record':
      return expression.fields.flatMap((field) => [field.key, field.value]);
    case 'path':
      return childrenOfPath(expression);
    case 'unary':
      return [expression.operand];
    case 'binary':
      return [expression.left, expression.right];
    case 'presence':
      return [expression.path];
    case 'call':
    case 'recur':
      return expression.args;
    case 'match':
      return [expression.target, ...expression.cases.flatMap(childrenOfCase)];
    case 'for':
      return [
        expression.target,
        ...expression.cases.flatMap(childrenOfBranch),
        ...(expression.fold === null ? [] : [expression.fold.into]),
      ];
    case 'patch':
      return [expression.target, ...expression.operations.flatMap(childrenOfOperation)];
    case 'merge':
      return [expression.target, expression.value];
    case 'let':
      return [expression.target, expression.value];
    case 'const':
      return [expression.value];
    case 'emit':
      return [expression.value, expression.port].filter((child) => child !== null);
    default:
      return assertNever(expression);
  }
}

function childrenOfPath({ root, segments }: PathExpression): readonly Expression[] {
  const inside = root.kind === 'expression' ? [root.value] : [];
  return inside.concat(
    segments.flatMap((segment) => {
      switch (segment.kind) {
        case 'key':
          return [];
        case 'index':
          return [segment.index];
        case 'range':
          return [segment.from, segment.to];
        default:
          return assertNever(segment);
      }
    }),
  );
}

function childrenOfOperation(operation: PatchOperation): readonly Expression[] {
  switch (operation.does) {
    case 'erase':
      return [operation.key];
    case 'move':
    case 'copy':
      return [operation.from, operation.to];
    default:
      return operation.key === null ? [operation.value] : [operation.key, operation.value];
  }
}

type Case = Extract<Expression, { kind: 'match' }>['cases'][number];

function childrenOfCase(each: Case): readonly Expression[] {
  return [...childrenOfPattern(each.pattern), ...childrenOfBranch(each)];
}

function childrenOfBranch({ guard, body }: Pick<Case, 'guard' | 'body'>): readonly Expression[] {
  return guard === null ? body : [guard, ...body];
}

function childrenOfPattern(pattern: Pattern): readonly Expression[] {
  switch (pattern.kind) {
    case 'expression-pattern':
      return [pattern.value];
    case 'record-pattern':
      return pattern.fields.flatMap(childrenOfField);
    case 'array-pattern':
    case 'tuple-pattern':
      return pattern.items.flatMap(childrenOfPattern);
    case 'binding-pattern':
      return childrenOfPattern(pattern.pattern);
    case 'extractor-pattern':
    case 'any-pattern':
    case 'error-pattern':
      return [];
    default:
      return assertNever(pattern);
  }
}

function childrenOfField(field: RecordPatternField): readonly Expression[] {
  switch (field.kind) {
    case 'presence-field':
      return [];
    case 'comparison-field':
      return [field.value];
    case 'pattern-field':
      return childrenOfPattern(field.pattern);
    default:
      return assertNever(field);
  }
}
