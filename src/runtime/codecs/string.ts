import { z } from 'zod';
import type { Codec } from '../api.ts';
import { CodecError, defineCodec } from '../api.ts';
import { displayText } from '../value/text.ts';
import { asBuffer, checkUtf8 } from '../value/utf8.ts';

/** `string`: a frame is UTF-8 text. */
export const stringCodec = defineCodec({
  name: 'string',
  doc: [
    'One string per frame: the text as it is. It has to be UTF-8; a frame that is not goes to `err`, and so does a string',
    'with half a surrogate pair in it, which UTF-8 cannot say. A byte order mark stays part of the text.',
    '',
    'Writing, strings go out as they are, and bytes too if they are UTF-8. Every other value goes out as its JSON text, the',
    'same that `"#{value}"` puts into a string.',
  ].join('\n'),
  settings: z.strictObject({}),
  contentType: 'text/plain; charset=utf-8',
  unframed: 'whole',
  examples: [
    { input: 'Grüße', output: ['"Grüße"'] },
    { input: '{"a": 1}', output: ['"{\\"a\\": 1}"'] },
    { input: '', output: ['""'] },
  ],
  create: () => TEXT,
});

/** Keeps nothing between two frames, so that one serves everybody. */
const TEXT: Codec = {
  decode(bytes, start, end) {
    const buffer = asBuffer(bytes);
    const text = buffer.toString('utf8', start, end);
    // What is not UTF-8 decodes to U+FFFD. Looking for that costs nothing in text of one byte per character.
    if (text.includes('\ufffd')) checkUtf8(buffer, start, end);
    return text;
  },
  encode(value, out) {
    if (value instanceof Uint8Array) out.bytes(utf8Bytes(value));
    else out.utf8(wellFormed(displayText(value)));
  },
};

function utf8Bytes(value: Uint8Array): Uint8Array {
  checkUtf8(asBuffer(value), 0, value.length);
  return value;
}

function wellFormed(text: string): string {
  if (text.isWellFormed()) return text;
  const lone = text.search(/\p{Surrogate}/u);
  throw new CodecError(`not Unicode text: half a surrogate pair at character ${lone}`);
}
