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
  ]),
  codec: new Map([
    ['json-sorted', 'json'],
    ['text', 'string'],
    ['bytes', 'binary'],
  ]),
  preprocessor: new Map([
    ['lines-no-buffer', 'separate'],
    ['lines-cr-no-buffer', 'separate'],
    ['lines-null', 'separate'],
    ['lines-pipe', 'separate'],
    ['gzip', 'decompress'],
    ['zlib', 'decompress'],
    ['xz', 'decompress'],
    ['zstd', 'decompress'],
    ['snappy', 'decompress'],
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
  postprocessor: new Map([
    ['gzip', 'compress'],
    ['zlib', 'compress'],
    ['zstd', 'compress'],
    ['streaming-compress', 'compress'],
  ]),
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
]);

/** Help for such a setting. `subject` is whose it is: ``codec `json` ``. */
export function notNeeded(subject: string, setting: string): string | undefined {
  return NOT_NEEDED.get(subject)?.get(setting);
}

export type PartKind = keyof typeof NAMES;

/** Help for a name from there: `` in flowrun: `s3` ``. Only when that part exists. */
export function inFlowrun(kind: PartKind, name: string, existing: readonly string[]): string | undefined {
  const here = NAMES[kind].get(name);
  return here !== undefined && existing.includes(here) ? `in flowrun: \`${here}\`` : undefined;
}
