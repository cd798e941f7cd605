/** Every operator describes itself; its examples are run here. */
import { describe, expect, test } from 'vitest';
import { OPERATORS } from '../../../src/runtime/operators/index.ts';
import { runOperator } from './run-operator.ts';

describe.each(OPERATORS)('$name', (definition) => {
  test('says what it does, and refuses unknown settings', () => {
    expect(definition.doc.length).toBeGreaterThan(70);
    expect(definition.settings.safeParse({ no_such_setting: 1 }).success).toBe(false);
    expect(definition.examples.length).toBeGreaterThan(0);
  });

  test.each(definition.examples)('example $input with $config', ({ config, input, output }) => {
    const running = runOperator(definition, config ?? {});
    for (const { value, meta, atMs } of input) {
      if (atMs !== undefined) running.at(atMs);
      running.push(value, meta);
    }
    running.operator.flush?.();
    expect(running.output).toEqual(output);
  });

  test('goes on from its state at any event as if it had never stopped', () => {
    for (const { config, input, output } of definition.examples) {
      for (let cut = 0; cut <= input.length; cut++) {
        const first = runOperator(definition, config ?? {});
        const second = runOperator(definition, config ?? {});
        input.forEach(({ value, meta, atMs = 0 }, index) => {
          const running = index < cut ? first : second;
          if (index === cut) second.operator.restore?.(first.operator.capture?.() ?? null);
          running.at(atMs);
          running.push(value, meta);
        });
        if (cut === input.length) second.operator.restore?.(first.operator.capture?.() ?? null);
        second.operator.flush?.();
        const all = [...first.output, ...second.output];
        // Places count from the beginning of each run.
        const text = (lines: readonly string[]) =>
          lines.map((line) => line.replace(/test:in:\d+/g, 'test:in'));
        expect(text(all)).toEqual(text(output));
      }
    }
  });
});
