import fc from 'fast-check';
import { expect, test } from 'vitest';
import { settle } from '../../../../src/runtime/value/captured.ts';
import { jsonText, parseJson } from '../../../../src/runtime/value/json.ts';
import { compileFlow, pushLines } from '../../../kit/run-pipeline.ts';

const STATEFUL = `
  define pipeline counter
  args step
  pipeline
    define script count
    args step
    state {"n": 0, "last": null}
    script from reset
      let state = {"n": 0, "last": "reset"};
      drop
    script
      let state.n = state.n + args.step;
      let seen = state.last;
      let state.last = event;
      {"n": state.n, "before": seen, "now": event}
    end;
    create script count with step = args.step end;
    select event from in where event != "reset" into count;
    select event from in where event == "reset" into count/reset;
    select event from count into out;
  end;
  define pipeline main
  pipeline
    create pipeline ones from counter with step = 1 end;
    create pipeline tens from counter with step = 10 end;
    select event from in into ones;
    select event from in where event != 3 into tens;
    select {"ones": event} from ones into out;
    select {"tens": event} from tens into out;
  end;
  create pipeline main;
`;

test('a pipeline restored at any cut goes on as if nothing had happened', async () => {
  const { plan } = await compileFlow(STATEFUL);
  const main = plan!.flows[0]!.pipelines[0]!;
  const event = fc.constantFrom('1', '2.0', '3', '"reset"', '{"a":[12345678901234567890]}', 'null');
  fc.assert(
    fc.property(fc.array(event, { maxLength: 20 }), fc.nat(20), (events, cut) => {
      const lines = (some: readonly string[]) => some.map((value) => `{"value":${value}}\n`).join('');
      const undisturbed = pushLines(main.create(), lines(events));
      const first = main.create();
      const before = pushLines(first, lines(events.slice(0, cut)));
      // As a checkpoint keeps it: as text.
      const saved = jsonText(settle(first.capture()));
      const second = main.create();
      second.restore(parseJson(saved));
      const after = pushLines(second, lines(events.slice(cut)));
      expect(before + after).toBe(undisturbed);
    }),
  );
});
