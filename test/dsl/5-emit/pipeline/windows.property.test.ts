/** Windows against a model, and windows that are captured and restored at any moment. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stateJson, readState } from '../../../../src/runtime/checkpoint/state-text.ts';
import type { Pipeline } from '../../../../src/runtime/pipeline.ts';
import { jsonText, parseJson } from '../../../../src/runtime/value/json.ts';
import { compileFlow, pushLines } from '../../../kit/run-pipeline.ts';

const EVERY_KIND = `
  define pipeline main
  pipeline
    define window three from tumbling with size = 3, max_groups = 2 end;
    define window heavy from tumbling with size = 5 script event.n end;
    define window five from tumbling with interval = 5 end;
    define window ten from tumbling with interval = 10, flush = false end;
    define window by_time from tumbling with interval = 4 script event.n end;
    define window own from tumbling state 0
    script from tick
      let state = state + 1;
      state > 3
    script
      let state = state + event.n;
      [state > 4, state == 6]
    end;
    create stream sums;
    select {"w": window, "g": group[0], "all": aggr::win::collect_nested(event.n), "sum": aggr::stats::sum(event.n)}
      from in[three, three] group by event.g into sums;
    select {"behind": aggr::win::collect_flattened(event.sum)} from sums[three] into out;
    select event from sums into out;
    select {"w": window, "first": aggr::win::first(event), "var": aggr::stats::var(event.n), "hdr": aggr::stats::hdr(event.n)}
      from in[five, ten] group by event.g into out;
    select {"w": window, "dds": aggr::stats::dds(event.n), "min": aggr::stats::min(event.n)} from in[five, heavy] into out;
    select {"w": window, "n": aggr::stats::count(), "mean": aggr::stats::mean(event.n)} from in[by_time] into out;
    select {"w": window, "last": aggr::win::last($)} from in[own, own] group by each([event.g, "all"]) into out;
  end;
  create pipeline main;
`;

/** Time goes on by little or much, and now and then nothing else happens. */
const line = fc
  .record({
    g: fc.constantFrom('a', 'b', 'c'),
    n: fc.nat(4),
    meta: fc.nat(2),
    later: fc.constantFrom(0, 1, 3, 12),
    what: fc.constantFrom('event', 'event', 'event', 'tick', 'flush'),
  })
  .map(({ g, n, meta, later, what }) => (now: number): [string, number] => {
    const time = now + later;
    if (what === 'tick') return [`{"tick":${time}}`, time];
    if (what === 'flush') return ['{"flush":true}', now];
    return [`{"value":{"g":"${g}","n":${n}},"meta":{"m":${meta}},"time":${time}}`, time];
  });

const lines = fc.array(line, { maxLength: 40 }).map((makers) => {
  let now = 1_000;
  return makers.map((make) => {
    const [text, time] = make(now);
    now = time;
    return text;
  });
});

async function mainOf(body: string): Promise<() => Pipeline> {
  const { plan, diagnostics } = await compileFlow(body);
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  return () => plan!.flows[0]!.pipelines[0]!.create();
}

/** The offset of an event in its origin is not part of what windows do. */
const shown = (output: string): string => output.replaceAll(/"offset":-?\d+/g, '"offset":0');

test('windows that are restored at any moments go on as if nothing had happened', async () => {
  const create = await mainOf(EVERY_KIND);
  fc.assert(
    fc.property(lines, fc.array(fc.nat(40), { maxLength: 3 }), (input, cuts) => {
      const text = (some: readonly string[]): string => some.map((each) => `${each}\n`).join('');
      const undisturbed = shown(pushLines(create(), text(input)));
      const starts = [0, ...cuts.map((cut) => Math.min(cut, input.length)).sort((a, b) => a - b)];
      let pipeline = create();
      let output = '';
      starts.forEach((start, index) => {
        const end = starts[index + 1] ?? input.length;
        // A part that begins with no time goes on at the time of the one before it.
        output += pushLines(pipeline, text(input.slice(start, end)));
        const captured = pipeline.capture();
        // What goes on after the capture changes nothing in it, whenever it is written.
        pushLines(pipeline, text(input.slice(end)));
        pipeline.flush(0n, { port: () => ({ push: () => undefined }) as never });
        const saved = jsonText(stateJson(captured));
        const next = create();
        next.restore(readState(parseJson(saved)));
        expect(jsonText(stateJson(next.capture()))).toBe(saved);
        pipeline = next;
      });
      expect(shown(output)).toBe(undisturbed);
    }),
    { numRuns: 150 },
  );
});

describe('tumbling windows against a model', () => {
  interface Event {
    readonly g: string;
    readonly n: number;
    readonly time: number;
  }
  const events = fc
    .array(fc.record({ g: fc.constantFrom('a', 'b', 'c'), n: fc.nat(9), later: fc.nat(6) }), {
      maxLength: 40,
    })
    .map((steps) => {
      let time = 100;
      return steps.map(({ g, n, later }): Event => ({ g, n, time: (time += later) }));
    });

  const run = (pipeline: Pipeline, all: readonly Event[]): string =>
    pushLines(
      pipeline,
      [
        ...all.map(({ g, n, time }) => `{"value":{"g":"${g}","n":${n}},"time":${time}}`),
        '{"flush":true}',
        '',
      ].join('\n'),
    );
  const printed = (results: readonly (readonly [string, readonly number[]])[]): string =>
    results.map((value) => `{"port":"out","value":${JSON.stringify(value)}}\n`).join('');
  const bodyOf = (setting: string): string => `
    define pipeline main pipeline
      define window w from tumbling with ${setting} end;
      select [group[0], aggr::win::collect_flattened(event.n)] from in[w] group by event.g into out;
    end;
    create pipeline main;`;

  /** Closes by what `isOver` says of an open window and the next event; `includes`: with it, or before it. */
  const model = (
    all: readonly Event[],
    isOver: (open: readonly Event[], next: Event) => boolean,
    includes: boolean,
  ): string => {
    const open = new Map<string, Event[]>();
    const results: [string, number[]][] = [];
    const close = (g: string): void => {
      results.push([g, open.get(g)!.map(({ n }) => n)]);
      open.delete(g);
    };
    for (const event of all) {
      const { g } = event;
      const closes = isOver(open.get(g) ?? [], event);
      if (closes && !includes) close(g);
      if (open.has(g)) open.get(g)!.push(event);
      else open.set(g, [event]);
      if (closes && includes) close(g);
    }
    // At the end all of them, in the order in which their groups came to be there.
    for (const g of [...open.keys()]) close(g);
    return printed(results);
  };

  test('by size', async () => {
    const create = await mainOf(bodyOf('size = 3'));
    fc.assert(
      fc.property(events, (all) => {
        expect(run(create(), all)).toBe(model(all, (open) => open.length === 2, true));
      }),
    );
  });

  test('by interval', async () => {
    const create = await mainOf(bodyOf('interval = 10'));
    fc.assert(
      fc.property(events, (all) => {
        const isOver = (open: readonly Event[], next: Event): boolean =>
          open.length > 0 && next.time >= open[0]!.time + 10;
        // A group stays at its place as long as it is never without an event.
        const found = run(create(), all).split('\n').sort();
        expect(found).toEqual(model(all, isOver, false).split('\n').sort());
      }),
    );
  });
});
