/** `tremor::origin::` – where an event came from. */
import type { Value } from '../value/value.ts';
import { defineEventFunction } from './define.ts';
import type { CallContext, FunctionDefinition, FunctionExample, ParamKind } from './define.ts';

/** The six functions differ in their name, what they say and what they take from the URI. */
function defineOrigin(
  name: string,
  returns: ParamKind,
  doc: string,
  examples: readonly FunctionExample[],
  read: (uri: string) => Value,
): FunctionDefinition {
  return defineEventFunction({
    module: 'tremor::origin',
    name,
    params: [],
    returns,
    doc: `${doc} \`null\` when the event came from nowhere, as those of \`flowrun eval\` do.`,
    examples,
    run: ({ origin }: CallContext) => (origin.uri === '' ? null : read(origin.uri)),
  });
}

interface Parts {
  readonly scheme: string;
  readonly host: string;
  readonly port: number | null;
  /** Everything behind host and port, with its slash. */
  readonly path: string;
}

const URI = /^([a-z][a-z0-9+.-]*):(?:\/\/((?:\[[^\]]*\])|[^/:]*)(?::([0-9]+))?)?(.*)$/is;

function partsOf(uri: string): Parts {
  const [, scheme = '', host = '', port, path = ''] = URI.exec(uri) ?? [];
  return { scheme, host, port: port === undefined ? null : Number(port), path };
}

function segmentsOf({ path }: Parts): readonly string[] {
  return path
    .split('/')
    .filter((segment) => segment !== '')
    .map(decoded);
}

/** A name in a URI as it was: what is no escape stands for itself. */
function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

const scheme = defineOrigin(
  'scheme',
  'string',
  'What kind of place the event came from: `file`, `stdin`, `s3` …',
  [
    { call: 'tremor::origin::scheme()', result: '"s3"' },
    { call: 'tremor::origin::scheme() == "file"', result: 'false' },
  ],
  (uri) => partsOf(uri).scheme,
);

const host = defineOrigin(
  'host',
  'string',
  'The host that the event came from, or the bucket; empty when there is none.',
  [
    { call: 'tremor::origin::host()', result: '"bucket"' },
    { call: 'tremor::origin::host() == "other"', result: 'false' },
  ],
  (uri) => partsOf(uri).host,
);

const port = defineOrigin(
  'port',
  'integer',
  'The port that the event came from. Also `null` when there is none.',
  [
    { call: 'tremor::origin::port()', result: 'null' },
    { call: 'type::is_null(tremor::origin::port())', result: 'true' },
  ],
  (uri) => partsOf(uri).port,
);

const path = defineOrigin(
  'path',
  'array',
  'The names in the path of the place that the event came from: folders and file, or the parts of the key of an object.',
  [
    { call: 'tremor::origin::path()', result: '["in", "a b.json"]' },
    { call: 'tremor::origin::path()[0]', result: '"in"' },
  ],
  (uri) => segmentsOf(partsOf(uri)),
);

const asUriString = defineOrigin(
  'as_uri_string',
  'string',
  'The place that the event came from as a URI.',
  [
    { call: 'tremor::origin::as_uri_string()', result: '"s3://bucket/in/a%20b.json"' },
    { call: 'string::contains(tremor::origin::as_uri_string(), "bucket")', result: 'true' },
  ],
  (uri) => uri,
);

const asUriRecord = defineOrigin(
  'as_uri_record',
  'record',
  'The place that the event came from as a record of `scheme`, `host`, `port` and `path`.',
  [
    {
      call: 'tremor::origin::as_uri_record()',
      result: '{"scheme": "s3", "host": "bucket", "port": null, "path": ["in", "a b.json"]}',
    },
    { call: 'tremor::origin::as_uri_record().scheme', result: '"s3"' },
  ],
  (uri) => {
    const parts = partsOf(uri);
    return new Map<string, Value>([
      ['scheme', parts.scheme],
      ['host', parts.host],
      ['port', parts.port],
      ['path', segmentsOf(parts)],
    ]);
  },
);

export const ORIGIN_FUNCTIONS: readonly FunctionDefinition[] = [
  scheme,
  host,
  port,
  path,
  asUriString,
  asUriRecord,
];
