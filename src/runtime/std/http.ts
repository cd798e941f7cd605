/** `http::` – what is written in requests and answers. */
import { defineConstants } from './constants.ts';
import type { ConstantDefinition } from './define.ts';

const STATUS = defineConstants('http::status', [
  ['OK', 200, 'It went well.'],
  ['CREATED', 201, 'It went well, and something was made.'],
  ['NO_CONTENT', 204, 'It went well, and there is nothing to send back.'],
  ['BAD_REQUEST', 400, 'The request makes no sense.'],
  ['UNAUTHORIZED', 401, 'The client has not said who it is.'],
  ['FORBIDDEN', 403, 'The client may not do that.'],
  ['NOT_FOUND', 404, 'There is no such thing.'],
  ['INTERNAL_SERVER_ERROR', 500, 'Something broke in the server.'],
  ['BAD_GATEWAY', 502, 'A server behind this one answered wrongly.'],
  ['SERVICE_UNAVAILABLE', 503, 'The server cannot answer just now.'],
  ['GATEWAY_TIMEOUT', 504, 'A server behind this one did not answer in time.'],
]);

const METHODS = defineConstants(
  'http::methods',
  ['GET', 'POST', 'PUT', 'DELETE', 'HEAD', 'OPTIONS', 'CONNECT', 'TRACE', 'PATCH'].map(
    (name) => [name, name, `The method ${name}.`] as const,
  ),
);

/** By the name of the constant: the name of the header in upper case, with underscores. */
const HEADERS = defineConstants(
  'http::headers',
  [
    ...['Content-Type', 'Accept', 'Authorization', 'Cache-Control', 'Content-Length', 'Content-Disposition'],
    ...['Date', 'ETag', 'Expires', 'Host', 'If-Modified-Since', 'If-None-Match', 'Last-Modified', 'Location'],
    ...['User-Agent', 'X-Forwarded-For', 'X-Forwarded-Host', 'X-Forwarded-Proto'],
  ].map(
    (name) => [name.toUpperCase().replaceAll('-', '_'), name, `The name of the header ${name}.`] as const,
  ),
);

const CONTENT_TYPES = defineConstants('http::content_types', [
  ['JSON', 'application/json', 'The type of JSON.'],
  ['HTML', 'text/html', 'The type of HTML.'],
  ['CSS', 'text/css', 'The type of CSS.'],
  ['TEXT', 'text/plain', 'The type of plain text.'],
  ['XML', 'application/xml', 'The type of XML.'],
  ['JS', 'application/javascript', 'The type of JavaScript.'],
  ['PNG', 'image/png', 'The type of PNG images.'],
  ['JPG', 'image/jpeg', 'The type of JPEG images.'],
  ['GIF', 'image/gif', 'The type of GIF images.'],
]);

export const HTTP_CONSTANTS: readonly ConstantDefinition[] = [
  ...STATUS,
  ...METHODS,
  ...HEADERS,
  ...CONTENT_TYPES,
];
