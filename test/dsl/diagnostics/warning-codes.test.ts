import { describe, expect, test } from 'vitest';
import { CODES, compile } from '../../../src/dsl/index.ts';
import { testRegistry } from '../../kit/registry.ts';

/** What `flowrun explain` shows for what stands in a pipeline: it has to earn its warning, and then not. */
const PIPELINE_CODES = ['FR725', 'FR727', 'FR728', 'FR730', 'FR732'];
const ENTRIES = CODES.filter(({ code }) => PIPELINE_CODES.includes(code));

describe.each(ENTRIES)('$code: $title', ({ code, wrong, right }) => {
  test('the wrong example earns the warning', async () => expect(await codesIn(wrong!)).toContain(code));

  test('the right one does not', async () => expect(await codesIn(right!)).toEqual([]));
});

async function codesIn(example: string): Promise<readonly string[]> {
  const text = `define flow f flow
    define connector source from file with codec = "json", config = {"path": "in.json"} end;
    define connector sink from null;
    define pipeline p pipeline
      ${example}
    end;
    create connector source; create connector sink; create pipeline p;
    connect /connector/source to /pipeline/p;
    connect /pipeline/p to /connector/sink;
  end;
  deploy flow f;`;
  const { diagnostics } = await compile({ name: 'example', text }, { registry: testRegistry() });
  return diagnostics.map(({ code }) => code);
}
