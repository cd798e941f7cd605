import fc from 'fast-check';
import type { Expression, Name, Pattern, PathExpression, StringTemplate } from '../../src/dsl/3-ast/index.ts';

const span = { start: 0, end: 0 };
const OPERATORS = [
  ...[
    'or',
    'xor',
    'and',
    '^',
    '&',
    '==',
    '!=',
    '>=',
    '>',
    '<=',
    '<',
    '>>',
    '>>>',
    '<<',
    '+',
    '-',
    '*',
    '/',
    '%',
  ],
] as const;

const FOLD_OPERATORS = ['or', 'xor', 'and', '^', '&', '>>', '>>>', '<<', '+', '-', '*', '/', '%'] as const;

const name = fc
  .oneof(
    fc.constantFrom('a', 'b1', 'end', 'select', 'odd name', 'é', '日本', '_x', 'true'),
    fc.string({ minLength: 1 }),
  )
  .filter((text) => !/[`\r\n\0]/.test(text) && text.isWellFormed())
  .map((text): Name => ({ kind: 'name', text, span }));

const bitType = fc
  .constantFrom('binary', 'little', 'big_signed', 'integer')
  .map((text): Name => ({ kind: 'name', text, span }));

const text = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1, maxLength: 8 }),
  fc.constantFrom('"', '""', '"""', '#{', '#', '\\', '\n', '\r\n', '\t', '{x}', 'a"'),
);

const literal = fc
  .oneof(
    fc.constantFrom(null, true, false),
    fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map((integer) => ({ integer })),
    fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }).map((float) => ({ float: Math.abs(float) })),
  )
  .map((value): Expression => ({ kind: 'literal', value, span }));

const extractor = fc.record({
  kind: fc.constant('extractor-pattern' as const),
  name: fc.constantFrom('re', 'odd name').map((of): Name => ({ kind: 'name', text: of, span })),
  rule: fc
    .oneof(fc.string(), fc.constantFrom('|', '\\', '\\|', ' a', '#{x}', '"'))
    .filter((rule) => !/[\r\n\0]/.test(rule))
    .map((rule) => ({ kind: 'rule' as const, text: rule, span })),
  span: fc.constant(span),
});

/** Trees of every kind of value, step and pattern, as the parser could have made them. */
export const trees = fc.letrec<{
  value: Expression;
  path: PathExpression;
  pattern: Pattern;
  step: Expression;
}>((tie) => {
  const value = tie('value');
  const steps = fc.array(tie('step'), { minLength: 1, maxLength: 3 });
  const segment = fc.oneof(
    name.map((key) => ({ kind: 'key' as const, name: key, span })),
    value.map((index) => ({ kind: 'index' as const, index, span })),
    fc.tuple(value, value).map(([from, to]) => ({ kind: 'range' as const, from, to, span })),
  );
  const kind = <K extends string, T extends object>(of: K, rest: fc.Arbitrary<T>) =>
    rest.map((properties) => ({ kind: of, ...properties, span }));
  const modulePath = kind(
    'module-path',
    fc.record({ names: fc.array(name, { minLength: 1, maxLength: 3 }) }),
  );
  const root = fc.oneof(
    fc
      .constantFrom('event', 'meta', 'state', 'args', 'group', 'window')
      .map((of) => ({ kind: of, span }) as const),
    name,
    modulePath.filter(({ names }) => names.length > 1),
  );
  const match = kind(
    'match',
    fc.record({
      target: value,
      cases: fc.array(
        kind('case', fc.record({ pattern: tie('pattern'), guard: fc.option(value), body: steps })),
        { minLength: 1, maxLength: 3 },
      ),
    }),
  );
  const loopCase = kind(
    'for-case',
    fc.record({ key: fc.option(name), value: fc.option(name), guard: fc.option(value), body: steps }),
  );
  const use = kind('use', fc.record({ operator: fc.constantFrom(...FOLD_OPERATORS) }));
  const loop = kind(
    'for',
    fc.record({
      target: value,
      cases: fc.array(loopCase, { minLength: 1, maxLength: 3 }),
      fold: fc.option(kind('fold', fc.record({ into: value, use: fc.option(use) }))),
    }),
  );
  const key = string(value);
  const set = (kinds: readonly ('insert' | 'update' | 'upsert')[]) =>
    kind('operation', fc.record({ does: fc.constantFrom(...kinds), key, value }));
  const patch = kind(
    'patch',
    fc.record({
      target: value,
      operations: fc.array(
        fc.oneof(
          set(['insert', 'update', 'upsert']),
          kind('operation', fc.record({ does: fc.constant('erase'), key })),
          kind('operation', fc.record({ does: fc.constantFrom('move', 'copy'), from: key, to: key })),
          kind(
            'operation',
            fc.record({ does: fc.constantFrom('merge', 'default'), key: fc.option(key), value }),
          ),
        ),
        { maxLength: 3 },
      ),
    }),
  );
  const fnCase = kind(
    'case',
    fc.record({
      pattern: fc.oneof(tuple(tie('pattern')), kind('any-pattern', fc.constant({}))),
      guard: fc.option(value),
      body: steps,
    }),
  );
  const fn = kind(
    'fn',
    fc.record({
      docs: fc.constant([]),
      name,
      params: fc.array(name, { maxLength: 3 }),
      variadic: fc.boolean(),
      body: fc.oneof(
        steps.map((body) => ({ kind: 'with' as const, body })),
        fc.array(fnCase, { minLength: 1, maxLength: 3 }).map((cases) => ({ kind: 'of' as const, cases })),
      ),
    }),
  );
  return {
    path: kind('path', fc.record({ root, segments: fc.array(segment, { maxLength: 3 }) })),
    value: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      literal,
      tie('path'),
      string(value),
      kind(
        'bytes',
        fc.record({
          parts: fc.array(
            kind(
              'bytes-part',
              fc.record({ value, bits: fc.option(fc.nat({ max: 64 })), type: fc.option(bitType) }),
            ),
            { maxLength: 3 },
          ),
        }),
      ),
      kind('list', fc.record({ items: fc.array(value, { maxLength: 3 }) })),
      kind(
        'record',
        fc.record({
          fields: fc.array(kind('field', fc.record({ key: string(value), value })), { maxLength: 3 }),
        }),
      ),
      kind('unary', fc.record({ operator: fc.constantFrom('+', '-', 'not', '!'), operand: value })),
      kind(
        'binary',
        fc.record({
          operator: fc.constantFrom(...OPERATORS),
          operatorSpan: fc.constant(span),
          left: value,
          right: value,
        }),
      ),
      kind('presence', fc.record({ test: fc.constantFrom('present', 'absent'), path: tie('path') })),
      kind('call', fc.record({ callee: modulePath, args: fc.array(value, { maxLength: 3 }) })),
      kind('recur', fc.record({ args: fc.array(value, { maxLength: 3 }) })),
      match,
      loop,
      patch,
      kind('merge', fc.record({ target: value, value })),
    ),
    step: fc.oneof(
      { depthSize: 'small' },
      value,
      kind('let', fc.record({ target: tie('path'), value })),
      kind('const', fc.record({ docs: fc.constant([]), name, value })),
      kind('emit', fc.record({ value: fc.option(value), port: fc.option(string(value)) })),
      kind('drop', fc.constant({})),
      fn,
    ),
    pattern: fc.oneof(
      { depthSize: 'small' },
      kind('any-pattern', fc.constant({})),
      extractor,
      kind('expression-pattern', fc.record({ value })),
      kind('array-pattern', fc.record({ items: fc.array(tie('pattern'), { maxLength: 3 }) })),
      tuple(tie('pattern')),
      kind('binding-pattern', fc.record({ name, pattern: tie('pattern') })),
      kind(
        'record-pattern',
        fc.record({ fields: fc.array(patternField(value, tie('pattern')), { maxLength: 3 }) }),
      ),
    ) as fc.Arbitrary<Pattern>,
  };
});

function tuple(pattern: fc.Arbitrary<Pattern>) {
  return fc
    .record({ items: fc.array(pattern, { maxLength: 3 }), open: fc.boolean() })
    .map((rest) => ({ kind: 'tuple-pattern' as const, ...rest, span }));
}

function patternField(value: fc.Arbitrary<Expression>, pattern: fc.Arbitrary<Pattern>) {
  return fc.oneof(
    fc.record({ kind: fc.constant('presence-field'), test: fc.constantFrom('present', 'absent'), name }),
    fc.record({
      kind: fc.constant('comparison-field'),
      name,
      operator: fc.constantFrom('==', '!=', '>=', '>', '<=', '<'),
      value,
    }),
    fc.record({ kind: fc.constant('pattern-field'), as: fc.option(name), name, pattern }),
  );
}

/** A string: texts and interpolations in turn, no two texts side by side. */
function string(value: fc.Arbitrary<Expression>): fc.Arbitrary<StringTemplate> {
  const interpolation = value.map((each) => ({ kind: 'interpolation' as const, value: each, span }));
  const piece = fc.tuple(fc.option(text), interpolation);
  return fc.tuple(fc.array(piece, { maxLength: 2 }), fc.option(text)).map(([pieces, last]) => ({
    kind: 'string' as const,
    heredoc: false,
    parts: [...pieces.flatMap(([before, inner]) => [...texts(before), inner]), ...texts(last)],
    span,
  }));
}

function texts(content: string | null) {
  return content === null ? [] : [{ kind: 'text' as const, text: content, span }];
}
