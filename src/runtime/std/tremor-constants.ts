/** `tremor::mime` and `tremor::windows`: constants of Tremor's own modules. */
import { defineConstants } from './constants.ts';
import type { ConstantDefinition } from './define.ts';

const MIME_TO_CODEC: ReadonlyMap<string, string> = new Map([
  ['application/json', 'json'],
  ['application/yaml', 'yaml'],
  ['text/csv', 'csv'],
  ['text/plain', 'string'],
  ['text/html', 'string'],
  ['text/syslog', 'syslog'],
  ['application/msgpack', 'msgpack'],
  ['application/x-msgpack', 'msgpack'],
  ['application/vnd.msgpack', 'msgpack'],
  ['application/octet-stream', 'binary'],
]);

const CODEC_TO_MIME: ReadonlyMap<string, string> = new Map([
  ['json-sorted', 'application/json'],
  ['json', 'application/json'],
  ['csv', 'text/csv'],
  ['string', 'text/plain'],
  ['msgpack', 'application/msgpack'],
  ['yaml', 'application/yaml'],
  ['binary', 'application/octet-stream'],
  ['syslog', 'text/plain'],
  ['influx', 'text/plain'],
  ['binflux', 'application/octet-stream'],
  ['statsd', 'text/plain'],
  ['dogstatsd', 'text/plain'],
]);

const MIME = defineConstants('tremor::mime', [
  [
    'MIME_TO_CODEC',
    MIME_TO_CODEC,
    'Names of codecs by media type; not every one of these codecs is in flowrun.',
  ],
  [
    'CODEC_TO_MIME',
    CODEC_TO_MIME,
    'Media types by name of a codec; not every one of these codecs is in flowrun.',
  ],
  ['ANY', '*/*', 'Any media type.'],
]);

const WINDOWS = defineConstants('tremor::windows', [
  ['EMIT_AND_INCLUDE', [true, true], 'The window closes, and the event at hand is still in it.'],
  ['EMIT_AND_EXCLUDE', [true, false], 'The window closes, and the event at hand is the first of the next.'],
  ['DONT_EMIT', false, 'The window stays open.'],
]);

export const TREMOR_CONSTANTS: readonly ConstantDefinition[] = [...MIME, ...WINDOWS];
