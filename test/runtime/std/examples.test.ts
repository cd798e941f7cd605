import { describe, expect, test } from 'vitest';
import { analyseExpression } from '../../../src/dsl/4-analyse/script/index.ts';
import type { ExpressionFacts } from '../../../src/dsl/4-analyse/script/index.ts';
import { parseExpression } from '../../../src/dsl/3-ast/index.ts';
import { emitExpression, evaluateConstant } from '../../../src/dsl/5-emit/script/index.ts';
import { RuntimeError } from '../../../src/dsl/5-emit/evaluator.ts';
import type { Frame } from '../../../src/dsl/5-emit/evaluator.ts';
import { STD_FUNCTIONS } from '../../../src/runtime/std/index.ts';
import { Variables } from '../../../src/dsl/variables.ts';
import type { FunctionExample } from '../../../src/runtime/std/index.ts';
import { jsonText } from '../../../src/runtime/value/json.ts';
import { EMPTY_RECORD } from '../../../src/runtime/value/value.ts';

/** What a call gives when it is folded: its value as JSON, or the title of the one mistake in it. */
function fold(text: string): string {
  const source = { name: 'example', text };
  const parsed = parseExpression(source);
  const { value, diagnostics } = evaluateConstant(parsed.value, source, {
    params: [],
    args: EMPTY_RECORD,
    variables: new Variables({ SHOP: 'pencils', EMPTY: '' }),
  });
  const all = [...parsed.diagnostics, ...diagnostics];
  if (value === undefined) return all.map((diagnostic) => `error: ${diagnostic.title}`).join('\n');
  expect(all).toEqual([]);
  return jsonText(value);
}

/** The same when nothing is folded, so that the compiled call runs. */
function run(text: string): string {
  const source = { name: 'example', text };
  const { value: facts } = analyseExpression(parseExpression(source).value, source, {
    params: [],
    use: 'select',
  });
  const unfolded: ExpressionFacts = { ...facts, tables: { ...facts.tables, constants: new Map() } };
  try {
    return jsonText(emitExpression(unfolded, EMPTY_RECORD, new Variables({})).value(FRAME));
  } catch (error) {
    if (error instanceof RuntimeError) return `error: ${error.message}`;
    throw error;
  }
}

/** The event that examples of functions of an event are about. */
const FRAME: Frame = {
  event: null,
  meta: EMPTY_RECORD,
  state: null,
  locals: [],
  ingestNs: 1_700_000_000_123_456_789n,
  origin: { uri: 's3://bucket/in/a%20b.json' },
  offset: -1,
  instance: 'main',
  group: null,
  window: null,
  aggregates: [],
  groups: 0,
};

function expectExample(found: string, example: FunctionExample): void {
  if ('result' in example) expect(found).toBe(fold(example.result));
  else
    expect(found.startsWith('error: ') && found.includes(example.error) ? example.error : found).toBe(
      example.error,
    );
}

describe.each(
  STD_FUNCTIONS.map((definition) => [`${definition.module}::${definition.name}`, definition] as const),
)('%s', (_, { examples, runFor, runWith }) => {
  test.each(examples)('$call', (example) => {
    // A function of the event is none in a constant.
    if (runFor === null) expectExample(fold(example.call), example);
    // And one of the environment is only there in a constant.
    if (runWith === null) expectExample(run(example.call), example);
  });
});
