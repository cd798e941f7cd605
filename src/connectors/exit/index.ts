import { defineConnector } from '../../runtime/api.ts';
import { exitSettings } from './settings.ts';

/** `exit`: the first event that reaches it ends the command. */
export const exitConnector = defineConnector({
  type: 'exit',
  doc: [
    'The first event that arrives ends the command, and with it all flows that it runs: as one signal would, or, with `graceful = false`,',
    'as a second one. In a library only the flow stops, unless the option `onExit` says otherwise.',
    '',
    'A record as event may have fields `delay`, `graceful` and `code`, which count instead of the settings; all other fields, and other',
    'kinds of events, mean nothing to it. A field that makes no sense sends the event to `err`, and nothing ends. Later events are',
    'taken and forgotten. While it waits for its `delay`, the flow goes on; if the flow ends by itself before that, `code` still counts.',
    '',
    'A clean stop finishes what is on its way, completes objects and files and makes the last checkpoint: the next run goes on',
    'from there. A delay that had begun when the flow was killed goes on, too.',
  ].join('\n'),
  example: `define flow three_beats
flow
    define connector beat from metronome with
        config = { "interval": "100ms" }
    end;
    define connector stop from exit;

    define pipeline third
    pipeline
        select { "code": 0 } from in where event.id >= 2 into out;
    end;

    create connector beat;
    create connector stop;
    create pipeline third;
    connect /connector/beat to /pipeline/third;
    connect /pipeline/third to /connector/stop;
end;
deploy flow three_beats;`,
  settings: exitSettings,
  codec: 'none',
  roles: () => ({ source: false, sink: true }),
  describeState: () => 'an event has asked for the end',
  async createSink(config, context) {
    const { createExitSink } = await import('./sink.ts');
    return createExitSink(config, context);
  },
});
