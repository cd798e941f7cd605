import { z } from 'zod';
import type { Codec, Value } from '../api.ts';
import { CodecError, defineCodec } from '../api.ts';
import { describeValue } from '../value/text.ts';

/** `binary`: a frame is bytes, whatever they mean. */
export const binaryCodec = defineCodec({
  name: 'binary',
  doc: [
    'One value of kind bytes per frame, as they are. Without preprocessors every piece that arrives is an event of its own,',
    'so a file of any size can be copied; where the pieces begin and end means nothing then.',
    '',
    'Writing, bytes go out as they are and strings as UTF-8. Other values have no bytes and go to `err`: give them some in a',
    'script, for example with `json::encode(event)`, or use codec `json`.',
  ].join('\n'),
  settings: z.strictObject({}),
  contentType: 'application/octet-stream',
  unframed: 'chunks',
  examples: [
    { input: 'any bytes', output: ['"YW55IGJ5dGVz"'] },
    { input: '', output: ['""'] },
  ],
  create: () => BYTES,
});

/** Keeps nothing between two frames, so that one serves everybody. */
const BYTES: Codec = {
  decode: (bytes, start, end) => bytes.subarray(start, end),
  encode(value, out) {
    if (value instanceof Uint8Array) out.bytes(value);
    else if (typeof value === 'string' && value.isWellFormed()) out.utf8(value);
    else throw new CodecError(noBytes(value));
  },
};

function noBytes(value: Value): string {
  const problem =
    typeof value === 'string' ? 'a string with half a surrogate pair in it' : describeValue(value);
  return `codec \`binary\` writes bytes and strings, not ${problem}`;
}
