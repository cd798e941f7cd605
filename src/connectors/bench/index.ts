import { defineConnector } from '../../runtime/api.ts';
import { benchSettings } from './settings.ts';

/** `bench`: replays a file as fast as the flow takes it, and measures what comes out. */
export const benchConnector = defineConnector({
  type: 'bench',
  doc: [
    'Measures a flow. As a source it replays the lines of a file, again and again, as fast as the flow takes them, or at an `interval`. As',
    'a sink it encodes each event and forgets it, and says at the end how many there were, how many bytes per second, and how long they',
    'took from where they were read to here. One connector may be both.',
    '',
    'A line is an event without any preprocessor; those that are given work line by line. Empty lines are left out. The file is held',
    'in memory, so that the disk is not what is measured.',
    '',
    'The latency of an event is the time from when its bytes were read (decoding included) to when it was encoded here: with a source that',
    'reads as fast as it can, mostly the time that its batch takes. The result goes to the log, or, with `structured`, to standard output.',
    '',
    'It has no position: a flow that goes on from a checkpoint reads the file from the beginning.',
  ].join('\n'),
  example: `define flow measure
flow
    define connector bench from bench with
        codec = "json",
        config = { "path": "in.ndjson", "iters": 10 }
    end;
    define pipeline work
    pipeline
        select { "id": event.id } from in into out;
    end;
    create connector bench;
    create pipeline work;
    connect /connector/bench to /pipeline/work;
    connect /pipeline/work to /connector/bench;
end;
deploy flow measure;`,
  settings: benchSettings,
  codec: 'optional',
  defaultCodec: 'json',
  formerNames: { source: 'path', structured_output: 'structured' },
  roles: ({ path }) => ({ source: path !== undefined, sink: true }),
  async createSource(config, context) {
    const { createBenchSource } = await import('./source.ts');
    return createBenchSource(config, context);
  },
  async createSink(config, context) {
    const { createBenchSink } = await import('./sink.ts');
    return createBenchSink(config, context, process.stdout);
  },
});
