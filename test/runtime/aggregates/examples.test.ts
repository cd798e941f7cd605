import { describe, expect, test } from 'vitest';
import { AGGREGATES } from '../../../src/runtime/aggregates/index.ts';
import { parseJson } from '../../../src/runtime/value/json.ts';
import { asRecord } from '../../../src/runtime/value/kind.ts';
import { runPipeline } from '../../kit/run-pipeline.ts';

/** What a call makes of events: in one window, or over two windows of which one is behind the other. */
async function aggregate(call: string, events: readonly string[], windows: string): Promise<unknown> {
  const { output } = await runPipeline(
    `define pipeline main pipeline
       define window all from tumbling with size = 1000 end;
       define window one from tumbling with size = 1 end;
       select ${call} from in[${windows}] into out having window == "all";
     end;
     create pipeline main;`,
    [...events.map((value) => `{"value":${value}}`), '{"flush":true}'].join('\n'),
  );
  return asRecord(parseJson(output))!.get('value');
}

describe.each(AGGREGATES.map((each) => [`${each.module}::${each.name}`, each] as const))(
  '%s',
  (_, { examples }) => {
    test.each(examples)('$call', async ({ call, events, result }) => {
      const expected = parseJson(result);
      expect(await aggregate(call, events, 'all')).toEqual(expected);
      // A window behind one of a single event comes to the same, but for `collect_nested`.
      if (!call.includes('nested')) expect(await aggregate(call, events, 'one, all')).toEqual(expected);
    });
  },
);
