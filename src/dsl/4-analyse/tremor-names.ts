/** What Tremor, or an older version of it, calls things that have another name here. */
const NAMES = {
  connector: new Map([
    ['s3_streamer', 's3'],
    ['s3-streamer', 's3'],
    ['s3_writer', 's3'],
    ['s3-writer', 's3'],
    ['s3_reader', 's3_changes'],
    ['s3-reader', 's3_changes'],
    ['console', 'stdio'],
    ['stdin', 'stdio'],
    ['stdout', 'stdio'],
    ['blackhole', 'null'],
    ['stderr', 'stdio'],
    ['blaster', 'bench'],
    ['cb', 'file'],
  ]),
  codec: new Map([
    ['json-sorted', 'json'],
    ['text', 'string'],
    ['bytes', 'binary'],
  ]),
  preprocessor: new Map([
    ['lines-no-buffer', 'separate'],
    ['lines-cr-no-buffer', 'separate'],
    ['gzip', 'decompress'],
    ['zlib', 'decompress'],
  ]),
  operator: new Map([
    ['generic::backpressure', 'qos::backpressure'],
    ['batch', 'generic::batch'],
    ['counter', 'generic::counter'],
    ['bucket', 'grouper::bucket'],
    ['generic::bucket', 'grouper::bucket'],
    ['backpressure', 'qos::backpressure'],
    ['percentile', 'qos::percentile'],
    ['roundrobin', 'qos::roundrobin'],
    ['history', 'debug::history'],
    ['tremor::pipelines::passthrough', 'passthrough'],
  ]),
  postprocessor: new Map([['gzip', 'compress']]),
};

const NETWORK = [
  ...'tcp_client tcp_server udp_client udp_server unix_socket_client unix_socket_server dns'.split(' '),
  ...'http_client http_server ws_client ws_server kafka_consumer kafka_producer discord'.split(' '),
  ...'otel_client otel_server syslog_udp_server elastic clickhouse gcs_streamer gcs_writer'.split(' '),
  ...'gbq gcl_writer gpubsub_consumer gpubsub_producer'.split(' '),
];
const NO_NETWORK =
  'flowrun has no network connectors but those of S3: `file` and `stdio` bring events in and out';
const NOT_DECOMPRESSED = 'not there: `decompress` reads gzip, zlib and br';
const NOT_COMPRESSED = 'not there: `compress` writes gzip';

/** What has no counterpart of that kind here, and what to do. */
const ELSEWHERE: Readonly<Record<keyof typeof NAMES, ReadonlyMap<string, string>>> = {
  connector: new Map([
    ['wal', 'leave it out: what a restart needs is kept by checkpoints'],
    ['kv', 'not there: a script keeps values in `state`, which is part of every checkpoint'],
    ...NETWORK.map((name) => [name, NO_NETWORK] as const),
  ]),
  codec: new Map(),
  preprocessor: new Map([
    ['lines-null', 'in flowrun: `{"name": "separate", "config": {"separator": "\\u0000"}}`'],
    ['lines-pipe', 'in flowrun: `{"name": "separate", "config": {"separator": "|"}}`'],
    ...['xz', 'zstd', 'snappy', 'lz4'].map((name) => [name, NOT_DECOMPRESSED] as const),
  ]),
  operator: new Map(),
  postprocessor: new Map(
    ['zlib', 'xz', 'zstd', 'snappy', 'lz4', 'streaming-compress'].map((name) => [name, NOT_COMPRESSED]),
  ),
};

/** Settings that have nothing to say here, and why. */
const NOT_NEEDED: ReadonlyMap<string, ReadonlyMap<string, string>> = new Map([
  ['codec `json`', new Map([['mode', 'leave it out: fields keep the order in which they came']])],
  [
    'preprocessor `separate`',
    new Map([['buffered', 'leave it out: a line is always put together from its pieces']]),
  ],
  [
    'connector `bench`',
    new Map([['is_transactional', 'leave it out: a replay has no position to go back to']]),
  ],
  [
    'connector `file`',
    new Map([['chunk_size', 'leave it out: how much is read at a time is left to `file`']]),
  ],
  [
    'connector `s3`',
    new Map([['mode', 'leave it out: there is one mode, and an object is there when all of it is']]),
  ],
  [
    'connector `s3_changes`',
    new Map([
      ['max_connections', '`prefetch` says how many objects are fetched at once'],
      ['multipart_threshold', 'leave it out: a large object is read in pieces by itself'],
      ['multipart_chunksize', 'leave it out: a large object is read in pieces by itself'],
    ]),
  ],
]);

/** Help for such a setting. `subject` is whose it is: ``codec `json` ``. */
export function notNeeded(subject: string, setting: string): string | undefined {
  return NOT_NEEDED.get(subject)?.get(setting);
}

export type PartKind = keyof typeof NAMES;

/** Help for a name from there: `` in flowrun: `s3` ``. Only when that part exists. */
export function inFlowrun(kind: PartKind, name: string, existing: readonly string[]): string | undefined {
  const here = NAMES[kind].get(name);
  if (here !== undefined && existing.includes(here)) return `in flowrun: \`${here}\``;
  return ELSEWHERE[kind].get(name);
}
