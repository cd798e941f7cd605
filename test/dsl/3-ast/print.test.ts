import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseExpression, parseScript, printExpression, printScript } from '../../../src/dsl/3-ast/index.ts';
import type { Expression } from '../../../src/dsl/3-ast/index.ts';
import { trees } from '../../kit/random-trees.ts';
import { withoutSpans } from '../../kit/trees.ts';

/** An expression, printed. */
function canonical(text: string): string {
  return printExpression(parseExpression({ name: 'text', text }).value);
}

describe('printing', () => {
  test('any tree gives text that is parsed to the same tree', () => {
    fc.assert(
      fc.property(fc.array(trees.step, { maxLength: 3 }), (steps: readonly Expression[]) => {
        const text = printScript(steps);
        const again = parseScript({ name: 'printed', text });
        expect(again.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
        expect(withoutSpans(again.value)).toEqual(withoutSpans(steps));
      }),
      { numRuns: 150 },
    );
  });

  test.each([
    ['(1 + 2) + 3', '1 + 2 + 3'],
    ['1 + (2 + 3)', '1 + (2 + 3)'],
    ['(1 * 2) + 3', '1 * 2 + 3'],
    ['1 * (2 + 3)', '1 * (2 + 3)'],
    ['not (a == b)', 'not (a == b)'],
    ['(not a) == b', 'not a == b'],
    ['-(-a)', '--a'],
    ['((a))', 'a'],
    ['(a).b', '(a).b'],
    ['$ . key', '$key'],
    ['7.0', '7.0'],
    ['1.0e21', '1.0e+21'],
    ['0xff', '255'],
    ['"\\u0041\\u0001"', '"A\\u0001"'],
    ['{"a":1,}', '{"a": 1}'],
    ['match a of case _ => 1 end', 'match a of\n  case _ => 1\nend'],
    ['"#{match a of case _ => 1 end}"', '"#{match a of case _ => 1 end}"'],
  ])('%s becomes %s', (text, expected) => {
    expect(canonical(text)).toBe(expected);
  });

  test('puts long lists on lines of their own', () => {
    const key = 'k'.repeat(30);
    expect(canonical(`{"${key}": [1, 2], "b": {"${key}": 1, "${key}": 2, "c": 3}}`)).toBe(
      `{\n  "${key}": [1, 2],\n  "b": {\n    "${key}": 1,\n    "${key}": 2,\n    "c": 3,\n  },\n}`,
    );
  });
});
