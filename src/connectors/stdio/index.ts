import { z } from 'zod';
import { defineConnector } from '../../runtime/api.ts';

const settings = z.strictObject({});

/** `stdio`: standard input, output and error, so that a flow works in a shell pipe. */
export const stdioConnector = defineConnector({
  type: 'stdio',
  doc: [
    'Reads standard input, writes standard output; a flow may do both. Nothing but data goes to standard output: what flowrun has to say',
    'goes to standard error. So does what comes to port `stderr`, as in `connect /pipeline/main/err to /connector/console/stderr`.',
    '',
    'Standard input has one reader in all flows that run together: connect it to all that is to get it.',
    '',
    'Standard input cannot be read again: events that were on their way when flowrun was killed are lost. Where that matters,',
    'write to a file first and read that. What goes to standard output has left: after a crash, what came after the last',
    'checkpoint is written again (at least once).',
  ].join('\n'),
  example: `define flow pass
flow
    define connector console from stdio with
        codec = "json",
        preprocessors = ["separate"],
        postprocessors = ["separate"]
    end;
    create connector console;
    connect /connector/console to /connector/console;
end;
deploy flow pass;`,
  settings,
  codec: 'required',
  // `stdout`: as it is called in Tremor.
  inputPorts: ['stdout', 'stderr'],
  roles: () => ({ source: true, sink: true }),
  async createSource(_config, context) {
    const { createStdinSource } = await import('./source.ts');
    return createStdinSource(context, process.stdin);
  },
  async createSink(_config, context) {
    const { createStdioSink } = await import('./sink.ts');
    return createStdioSink(context, process);
  },
});
