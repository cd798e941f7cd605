/** flowrun as a library, as an embedder uses it: a connector of one's own beside the built-in ones. */
import { z } from 'zod';
import { expect, test } from 'vitest';
import {
  Batch,
  builtInRegistry,
  compile,
  defineConnector,
  fromJs,
  renderDiagnostics,
  startFlow,
  toJs,
} from '../src/index.ts';
import type { Logger, Value } from '../src/index.ts';

const silent: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

const FLOW = `define flow embedded flow
  define connector numbers from numbers with config = { "count": 3 } end;
  define connector collect from collect;
  define pipeline square pipeline
    select { "n": event.n, "square": event.n * event.n } from in into out;
  end;
  create connector numbers; create connector collect; create pipeline square;
  connect /connector/numbers to /pipeline/square;
  connect /pipeline/square to /connector/collect;
end;
deploy flow embedded;`;

function numbers() {
  return defineConnector({
    type: 'numbers',
    doc: 'Counts.',
    example: FLOW,
    settings: z.strictObject({ count: z.int().describe('how far') }),
    codec: 'none',
    roles: () => ({ source: true, sink: false }),
    createSource: async ({ count }) => ({
      async *read() {
        const out = new Batch({ uri: 'numbers:' }, 0n);
        for (let n = 1; n <= count; n++) out.push(fromJs({ n }), new Map(), -1);
        yield { out, err: null, position: count };
      },
      close: async () => undefined,
    }),
  });
}

function collect(into: Value[]) {
  return defineConnector({
    type: 'collect',
    doc: 'Remembers.',
    example: FLOW,
    settings: z.strictObject({}),
    codec: 'none',
    roles: () => ({ source: false, sink: true }),
    createSink: async () => ({
      write: (batch) => void into.push(...batch.values),
      snapshot: async () => null,
      finish: async () => undefined,
      close: async () => undefined,
    }),
  });
}

function registryWith(into: Value[]) {
  const builtIn = builtInRegistry();
  const own = [numbers(), collect(into)].map((definition) => ({
    name: definition.type,
    load: async () => definition,
  }));
  return { ...builtIn, connectors: [...builtIn.connectors, ...own] };
}

test('compiles and runs a flow with connectors of its own', async () => {
  const seen: Value[] = [];
  const registry = registryWith(seen);
  const { value: plan, diagnostics } = await compile({ name: 'embedded.flow', text: FLOW }, { registry });
  expect(diagnostics).toEqual([]);
  const flow = startFlow(plan!.flows[0]!, {
    registry,
    baseDir: '.',
    env: {},
    logger: silent,
    onError: 'continue',
    s3Override: undefined,
    stopBudgetMs: 1_000,
  });
  await flow.done;
  expect(seen.map(toJs)).toEqual([
    { n: 1, square: 1 },
    { n: 2, square: 4 },
    { n: 3, square: 9 },
  ]);
});

test('reports mistakes as data and as text', async () => {
  const text = FLOW.replace('"count"', '"cuont"');
  const result = await compile({ name: 'embedded.flow', text }, { registry: registryWith([]) });
  expect(result.value).toBeNull();
  expect(renderDiagnostics(result.diagnostics, { colour: false })).toContain('did you mean `count`?');
});
