import { defineConnector } from '../../runtime/api.ts';
import { describeCronPosition } from './position.ts';
import { crononomeSettings } from './settings.ts';

/** `crononome`: an event whenever a cron expression is due. */
export const crononomeConnector = defineConnector({
  type: 'crononome',
  doc: [
    'An event whenever one of its `entries` is due: `{"connector": "crononome", "ingest_ns": 1763712000000000000, "id": 0, "trigger":',
    '{"name": "nightly", "payload": …}}`. `id` counts from 0; `payload` is there when the entry has one.',
    '',
    'The expressions are those of cron: `*`, lists `1,15`, ranges `9-17`, steps `*/5`, names `MON`, `JAN`; also `L` (the last day),',
    '`15W` (the weekday nearest to the 15th) and `MON#2` (the second Monday). Where both a day of the month and a day of the week are',
    'given, either will do. Days of the week are 0 to 7, both ends are Sunday; Tremor counts them from 1: the names mean the same in',
    'both. When clocks are put forward, what was due in the hour that is left out comes right after it; when they are put back, a time in',
    'the hour that comes twice is due once, and what repeats within the hour (`*/20 * * * *`) goes on through both.',
    '',
    'Each due time gives one event, also across a restart. What was due while the flow did not run, the machine slept or the flow',
    'held the source back comes afterwards; what is noticed more than a minute late is `missed`, and its setting says what becomes of it.',
    'The source ends when no entry will ever be due again, which is possible with years.',
  ].join('\n'),
  example: `define flow nightly
flow
    define connector clock from crononome with
        config = {
            "timezone": "Europe/Berlin",
            "entries": [
                { "name": "report", "expr": "30 3 * * MON-FRI", "payload": { "kind": "daily" } },
                { "name": "pulse", "expr": "*/10 * * * * *" }
            ]
        }
    end;
    define connector console from stdio with
        codec = "json",
        postprocessors = ["separate"]
    end;
    create connector clock;
    create connector console;
    connect /connector/clock to /connector/console;
end;
deploy flow nightly;`,
  settings: crononomeSettings,
  codec: 'none',
  meta: {
    '$crononome.trigger': 'set on every event: the same as `event.trigger`',
    '$crononome.due_ns': 'set on every event: the time for which it is, nanoseconds since 1970',
  },
  roles: () => ({ source: true, sink: false }),
  describePosition: describeCronPosition,
  async createSource(config, context) {
    const { createCrononomeSource } = await import('./source.ts');
    return createCrononomeSource(config, context);
  },
});
