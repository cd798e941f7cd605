import { describe, expect, test } from 'vitest';
import { durationSchema } from '../../../src/connectors/duration.ts';
import { retryPolicyOf, timeoutsOf } from '../../../src/connectors/s3/client/patience.ts';
import { s3Settings } from '../../../src/connectors/s3/settings.ts';

/** `setting: message` of each problem. */
function problems(config: object): string[] {
  const result = s3Settings.safeParse(config);
  return result.success
    ? []
    : result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
}

test('the defaults', () => {
  expect(s3Settings.parse({})).toEqual({
    compatibility: 'auto',
    min_part_size: 5_242_880,
    max_parts_in_flight: 4,
    max_objects_in_flight: 32,
    max_buffer_bytes: 268_435_456,
    rolled_key: '#{key}.#{n}',
    if_exists: 'overwrite',
    on_stop: 'complete',
    retry: {},
    timeouts: {},
  });
});

test('the settings of the announcement', () => {
  const config = {
    aws_access_token: 'AWS_ACCESS_KEY_ID',
    aws_secret_access_key: 'AWS_SECRET_ACCESS_KEY',
    aws_region: 'AWS_REGION',
    bucket: 'tremordemo',
    min_part_size: 5242880,
  };
  expect(problems(config)).toEqual([]);
});

test.each([
  [
    { min_part_size: 5_242_879 },
    'min_part_size: S3 refuses parts below 5 MiB (5242880 bytes), the last one of an object excepted',
  ],
  [
    { min_part_size: 2 ** 31, max_buffer_bytes: 2 ** 33 },
    'min_part_size: a part is held in memory until it is uploaded: at most 1 GiB',
  ],
  [
    { max_buffer_bytes: 2 ** 20 },
    'max_buffer_bytes: has no room for two parts, one that fills and one on its way: at least 11534336',
  ],
  [
    { bucket: 'no/bucket' },
    'bucket: a bucket name has lower-case letters, digits, `-` and `.` only, and this is `no/bucket`',
  ],
  [{ bucket: 'x' }, 'bucket: a bucket name has 3 to 63 characters'],
  [{ bucket: '-xyz' }, 'bucket: a bucket name begins with a letter or a digit'],
  [{ endpoint: 'localhost:9000' }, 'endpoint: expected an address such as "https://s3.example.org:9000"'],
  [{ rolled_key: '#{key}' }, 'rolled_key: needs `#{n}`, otherwise two objects would get the same name'],
  [{ rolled_key: '#{n}' }, 'rolled_key: needs `#{key}`, otherwise two objects would get the same name'],
  [{ rolled_key: '#{key}-#{n}-#{day}' }, 'rolled_key: `#{day}` is not known: there are `#{key}` and `#{n}`'],
  [
    { kms_key_id: 'k', sse: 'AES256' },
    'kms_key_id: goes with `sse = "aws:kms"`, and `AES256` uses no key of yours',
  ],
  [{ aws_access_token: 'A' }, 'aws_access_token: needs `aws_secret_access_key` beside it'],
  [{ aws_access_key_id: 'A' }, 'aws_access_key_id: needs `aws_secret_access_key` beside it'],
  [{ aws_secret_access_key: 'A' }, 'aws_secret_access_key: needs `aws_access_key_id` beside it'],
  [
    { aws_access_key_id: 'A', aws_access_token: 'A', aws_secret_access_key: 'B' },
    'aws_access_token: is another name of `aws_access_key_id`: give one of them',
  ],
  [
    { profile: 'p', credentials: { access_key_id: 'a', secret_access_key: 'b' } },
    'credentials: are given twice: keep one of `credentials`, `profile` and `aws_access_key_id`',
  ],
  [
    { profile: 'p', aws_access_key_id: 'A', aws_secret_access_key: 'B' },
    'profile: gives credentials, and so does `aws_access_key_id`: keep one of them',
  ],
  [{ tags: { 'a#': 'b' } }, 'tags: `a#` cannot be a name in tags: letters, digits, blanks and `_.:/=+-@`'],
  [
    { tags: Object.fromEntries(Array.from({ length: 11 }, (_, i) => [`t${i}`, ''])) },
    'tags: S3 allows 10 tags, not 11',
  ],
  [{ metadata: { a: 'x'.repeat(2048) } }, 'metadata: the metadata have 2049 bytes, and S3 allows 2048'],
  [
    { idle_timeout: 'soon' },
    'idle_timeout: expected a duration such as "5s", "10m" or "1h30m", or an integer of nanoseconds',
  ],
  [{ retry: { max_attempts: 0 } }, 'retry.max_attempts: Too small: expected number to be >=1'],
  [{ retry: { max_attempts: 1.5 } }, 'retry.max_attempts: Invalid input: expected int, received number'],
  [
    { retry: { max_elapsed: 'long' } },
    'retry.max_elapsed: expected a duration such as "5s", "10m" or "1h30m", or an integer of nanoseconds',
  ],
  [{ retry: { attempts: 3 } }, 'retry: Unrecognized key: "attempts"'],
  [{ retry: 3 }, 'retry: Invalid input: expected object, received number'],
  [
    { timeouts: { connect: 10 } },
    'timeouts.connect: a duration is at least a millisecond (an integer counts nanoseconds)',
  ],
  [{ timeouts: { stall: '30d' } }, 'timeouts.stall: a duration is at most 24 days'],
  [{ timeouts: { read: '5s' } }, 'timeouts: Unrecognized key: "read"'],
])('%j', (config, message) => {
  expect(problems(config)).toEqual([message]);
});

test('an unknown setting', () => {
  expect(problems({ buckets: 'x' })).toHaveLength(1);
});

describe('durations', () => {
  test.each([
    ['5s', 5_000],
    ['10m', 600_000],
    ['1h30m', 5_400_000],
    ['1.5s', 1_500],
    ['250ms', 250],
    ['2d', 172_800_000],
    ['1000us', 1],
    [5_000_000_000, 5_000],
  ])('%s', (given, ms) => {
    expect(durationSchema.parse(given)).toBe(ms);
  });

  test.each(['', '5', '5 s', 's', '-5s', '5s!', 999, 0, -1, '30d', true])('%j is none', (given) => {
    expect(durationSchema.safeParse(given).success).toBe(false);
  });
});

test('the timeouts that the documentation gives as defaults are those that are used', () => {
  const { connect, first_byte, stall } = s3Settings.shape.timeouts.unwrap().shape;
  const documented = [connect, first_byte, stall].map((schema) => {
    const text = /Default: "(.*)"\.$/.exec(schema.description ?? '')?.[1];
    return durationSchema.parse(text);
  });
  const { connectMs, firstByteMs, stallMs } = timeoutsOf(s3Settings.parse({}));
  expect(documented).toEqual([connectMs, firstByteMs, stallMs]);
  const given = s3Settings.parse({ timeouts: { connect: '1s', first_byte: '2s', stall: '3s' } });
  expect(timeoutsOf(given)).toEqual({ connectMs: 1000, firstByteMs: 2000, stallMs: 3000 });
});

test('without settings requests are repeated without limit', () => {
  expect(retryPolicyOf(s3Settings.parse({}))).toEqual({
    maxAttempts: Infinity,
    maxElapsedMs: Infinity,
    firstDelayMs: 100,
    maxDelayMs: 20_000,
    maxRetryAfterMs: 120_000,
  });
  const given = s3Settings.parse({ retry: { max_attempts: 20, max_elapsed: '10m' } });
  expect(retryPolicyOf(given)).toMatchObject({ maxAttempts: 20, maxElapsedMs: 600_000 });
});

test('every setting is documented', () => {
  for (const [name, schema] of Object.entries(s3Settings.shape)) {
    expect(schema.description, name).toBeTypeOf('string');
  }
});
