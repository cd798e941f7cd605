import { z } from 'zod';
import { type Codec, type Demand, defineCodec } from '../api.ts';
import { JsonScanner } from '../value/json-scan.ts';
import { writeJson } from '../value/json.ts';
import { Utf8Checker, asBuffer } from '../value/utf8.ts';

export const jsonCodec = defineCodec({
  name: 'json',
  doc: `One JSON text (RFC 8259) per frame. Nothing is changed on its way through: integers keep every digit, \`7.0\`
stays a float, keys keep their order, and what no script looks into leaves as the bytes it came as (white space is
left out only where it holds a line break). Output is written without white space. Of several fields with one name
the last one counts. Integers outside 64 bits and more than 1,024 nested records or arrays are errors. A frame of
nothing but white space holds no event.`,
  settings: z.strictObject({}),
  contentType: 'application/json',
  examples: [
    { input: '{"id": 12345678901234567890, "n": 7.0}', output: ['{"id": 12345678901234567890, "n": 7.0}'] },
    { input: ' "text" ', output: ['"text"'] },
    { input: '   ', output: [] },
  ],
  create: (_config, demand) => createJsonCodec(demand),
});

function createJsonCodec(demand: Demand): Codec {
  const scanner = new JsonScanner(demand.fields);
  const utf8 = new Utf8Checker();
  // Frame after frame lies in the same block, and asking what a block is costs more than comparing it.
  let block: Uint8Array = Buffer.alloc(0);
  let bytes = asBuffer(block);
  return {
    decode(frame, start, end) {
      if (frame !== block) {
        block = frame;
        bytes = asBuffer(frame);
      }
      utf8.check(bytes, start, end);
      return scanner.scan(bytes, start, end);
    },
    encode: writeJson,
  };
}
