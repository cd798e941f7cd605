import { z } from 'zod';
import type { Sink } from '../../runtime/api.ts';
import { ByteWriter, defineConnector, encodeBatch } from '../../runtime/api.ts';

const settings = z.strictObject({});

/** `null`: takes everything, keeps nothing; for trying things out and for measuring. */
export const nullConnector = defineConnector({
  type: 'null',
  doc: 'Takes every event, encodes it and forgets it: for trying a flow out and for measuring. As a source it ends at once.',
  example: `define flow forget
flow
    define connector input from stdio with codec = "json", preprocessors = ["separate"] end;
    define connector nowhere from \`null\`;
    create connector input;
    create connector nowhere;
    connect /connector/input to /connector/nowhere;
end;
deploy flow forget;`,
  settings,
  codec: 'optional',
  defaultCodec: 'json',
  roles: () => ({ source: true, sink: true }),
  createSource: async () => ({
    async *read() {},
    close: async () => undefined,
  }),
  async createSink(_config, context): Promise<Sink> {
    const encoder = context.createEncoder();
    const forgotten = new ByteWriter(512 * 1024);
    const forget = (): void => {
      context.counters.bytesOut += forgotten.length;
      forgotten.truncate(0);
    };
    return {
      write(batch) {
        encodeBatch(batch, encoder, forgotten, context);
        forget();
      },
      snapshot: async () => null,
      async finish() {
        encoder.finish(forgotten);
        forget();
      },
      close: async () => undefined,
    };
  },
});
