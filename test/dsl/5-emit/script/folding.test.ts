import fc from 'fast-check';
import { expect, test } from 'vitest';
import { analyseExpression } from '../../../../src/dsl/4-analyse/script/index.ts';
import type { ExpressionFacts } from '../../../../src/dsl/4-analyse/script/index.ts';
import { emitExpression } from '../../../../src/dsl/5-emit/script/index.ts';
import { Variables } from '../../../../src/dsl/variables.ts';
import { RuntimeError } from '../../../../src/dsl/5-emit/evaluator.ts';
import type { Frame } from '../../../../src/dsl/5-emit/evaluator.ts';
import { jsonText } from '../../../../src/runtime/value/json.ts';
import { EMPTY_RECORD } from '../../../../src/runtime/value/value.ts';
import { parseOne } from '../../../kit/parse-one.ts';

/** Constant expressions as text; many of them fail somewhere. */
const { expression } = fc.letrec<{ expression: string }>((tie) => {
  const inner = tie('expression');
  const form = (...parts: (string | fc.Arbitrary<string>)[]): fc.Arbitrary<string> =>
    fc
      .tuple(...parts.map((part) => (typeof part === 'string' ? fc.constant(part) : part)))
      .map((texts) => texts.join(''));
  const operators = '+ - * / % & ^ << >> >>> == != < <= > >= and or xor'.split(' ');
  return {
    expression: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom(
        'null',
        'true',
        'false',
        '0',
        '1',
        '2',
        '7.0',
        '0.5',
        '18446744073709551615',
        '"a"',
        '"b"',
      ),
      fc.constantFrom('[]', '[1, 2]', '{}', '{"a": 1}', '{"a": {"b": [1]}}'),
      form('(', inner, fc.constantFrom(...operators.map((operator) => ` ${operator} `)), inner, ')'),
      form(fc.constantFrom('-', '+', 'not ', '!'), '(', inner, ')'),
      form('[', inner, ', ', inner, ']'),
      form('{"a": ', inner, ', "b#{', inner, '}": ', inner, '}'),
      form('"x#{', inner, '}"'),
      form('(', inner, ').a'),
      form('(', inner, ')[', inner, ']'),
      form('(', inner, ')[', inner, ':', inner, ']'),
      form(fc.constantFrom('present ', 'absent '), '(', inner, ')[', inner, '].a'),
      form(fc.constantFrom('string::len', 'array::len', 'type::as_string', 'math::floor'), '(', inner, ')'),
    ),
  };
});

const FRAME: Frame = {
  event: null,
  meta: EMPTY_RECORD,
  state: null,
  locals: [],
  ingestNs: 0n,
  origin: { uri: '' },
  offset: -1,
  instance: '',
  group: null,
  window: null,
  aggregates: [],
  groups: 0,
};

/** What the closures give when nothing has been folded. */
function run(facts: ExpressionFacts): string {
  const unfolded = { ...facts, tables: { ...facts.tables, constants: new Map() } };
  try {
    return jsonText(emitExpression(unfolded, EMPTY_RECORD, new Variables({})).value(FRAME));
  } catch (error) {
    if (error instanceof RuntimeError)
      return `${error.code.replace('FR8', 'FR5')} ${error.span.start} ${error.message}`;
    throw error;
  }
}

test('a folded constant is what the compiled expression gives, and fails where and as it fails', () => {
  fc.assert(
    fc.property(expression, (text) => {
      const { source, expression: tree } = parseOne(text);
      const { value: facts, diagnostics } = analyseExpression(tree, source, { params: [], use: 'constant' });
      const value = facts.tables.constants.get(tree);
      if (value !== undefined) {
        // A part that `and` or `or` skips may have a mistake of its own; the whole has a value only without mistakes.
        expect(diagnostics).toEqual([]);
        expect(run(facts)).toBe(jsonText(value));
      } else {
        expect(diagnostics).not.toEqual([]);
        const mistakes = diagnostics.map(
          ({ code, primary, title }) => `${code} ${primary.span.start} ${title}`,
        );
        const found = run(facts);
        // Folding reports every mistake that it can reach; what runs, only the first that it meets, if it meets one.
        // Behind a mistake that `and` or `or` skips at run time, what runs may get further than folding did.
        const maySkip = / (and|or) /.test(text);
        if (found.startsWith('FR') && !maySkip) expect(mistakes).toContain(found);
      }
    }),
    { numRuns: 400 },
  );
});
