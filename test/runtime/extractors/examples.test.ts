import { describe, expect, test } from 'vitest';
import { EXTRACTORS } from '../../../src/runtime/extractors/index.ts';
import type { ExtractorExample } from '../../../src/runtime/extractors/index.ts';
import { jsonText } from '../../../src/runtime/value/json.ts';
import { runScript } from '../../kit/run-script.ts';

/** The value of the expression that an example has as its result. */
function expected({ result }: ExtractorExample): string {
  return result === null ? 'no match' : valueOf(runScript(result, ['null'], 'built')[0]!);
}

function valueOf(line: string): string {
  return line.replace('{"port":"out","value":', '').replace(/\}$/, '');
}

describe.each(EXTRACTORS.map((definition) => [definition.name, definition] as const))(
  '%s',
  (name, { examples, compile }) => {
    test.each(examples)('`$rule` on $text', (example) => {
      const { rule, text, result } = example;
      const extractor = compile(rule);
      const found = extractor.extract(text, 7n);
      expect(found === undefined ? 'no match' : jsonText(found)).toBe(expected(example));
      // The same in a script, where a rule has escapes.
      const written = `${name}|${rule.replace(/[\\|]/g, '\\$&')}|`;
      const script = `match event of case found = ~ ${written} => found case _ => "no match" end`;
      const outcome = valueOf(runScript(script, [JSON.stringify(text)], 'built')[0]!);
      expect(outcome).toBe(result === null ? '"no match"' : expected(example));
    });

    test('has an example that matches', () => {
      expect(examples.some(({ result }) => result !== null)).toBe(true);
    });
  },
);
