import { z } from 'zod';
import { defineConnector } from '../../runtime/api.ts';

/** `metrics`: how many events have passed through the flow. */
export const metricsConnector = defineConnector({
  type: 'metrics',
  doc: [
    'How many events have passed the ports of the connectors and pipelines of this flow: of every connector with `metrics_interval_s`',
    'in its `with`, and of every pipeline with `#!config metrics_interval_s = …` at the head of its body. At the head of the file, that',
    'directive counts for all that have none of their own.',
    '',
    'Each has its own interval, and gives an event for each of its ports. Of a connector:',
    '`{"measurement": "connector_events", "tags": {"flow": "main", "connector": "files", "port": "out"}, "fields": {"count": 42}, "timestamp": 1763712000000000000}`;',
    'of a pipeline: `"measurement": "events"`, and tags `flow`, `pipeline`, `direction` (`input` or `output`) and `port`.',
    '`#!config id = "…"` in a pipeline stands for its name in `pipeline`, at the head of the file it is one more tag, `instance`.',
    '',
    'Counts begin with 0 in each run, and only grow. Reports that are due while the flow holds this source back are left out. When all',
    'other sources have ended, or the flow is stopped, the last counts of everything follow: a flow does not go on for its metrics',
    'alone. What pipelines let go only after that is not in them.',
  ].join('\n'),
  example: `define flow measured
flow
    define connector beat from metronome with
        config = { "interval": "100ms", "count": 5 },
        metrics_interval_s = 60
    end;
    define connector metrics from metrics;
    define connector nowhere from null;
    define connector console from stdio with
        codec = "json",
        postprocessors = ["separate"]
    end;
    create connector beat;
    create connector metrics;
    create connector nowhere;
    create connector console;
    connect /connector/beat to /connector/nowhere;
    connect /connector/metrics to /connector/console;
end;
deploy flow measured;`,
  settings: z.strictObject({}),
  codec: 'none',
  roles: () => ({ source: true, sink: false }),
  async createSource(_config, context) {
    const { createMetricsSource } = await import('./source.ts');
    return createMetricsSource(context);
  },
});
