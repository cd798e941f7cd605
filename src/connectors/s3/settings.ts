import { z } from 'zod';
import { COMPATIBILITY_NAMES } from './client/compatibility/profile.ts';
import { durationSchema } from './duration.ts';
import { attributeProblem, METADATA_RULE, TAGS_RULE } from './object-attributes.ts';
import { bucketProblem } from './names.ts';
import { rolledKeyProblem } from './rolled-key.ts';

const MIB = 1024 * 1024;
/** S3 refuses smaller parts, except for the last one of an object. */
const S3_SMALLEST_PART = 5 * MIB;
const LARGEST_PART = 1024 * MIB;
/** Room beside two parts: for the events that end behind a part's end. */
const BUFFER_MARGIN = MIB;

const text = z.string().min(1, 'is empty');
const attribute = (doc: string) => text.optional().describe(doc);

const bucket = text.superRefine((name, context) => {
  const problem = bucketProblem(name);
  if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
});

const environmentVariable = text.regex(
  /^[^=\0]+$/,
  'names an environment variable, so it has no `=` (the value itself does not belong into a flow)',
);

const credentials = z.strictObject({
  access_key_id: text,
  secret_access_key: text,
  session_token: text.optional(),
});

const stringRecord = (problemOf: (record: Readonly<Record<string, string>>) => string | undefined) =>
  z.record(z.string(), z.string()).superRefine((record, context) => {
    const problem = problemOf(record);
    if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
  });

const where = {
  bucket: bucket
    .optional()
    .describe(
      'The bucket of events that do not name their own in `$s3.bucket`. Checked when the flow starts.',
    ),
  region: text
    .optional()
    .describe('The region of the bucket, such as `eu-central-1`. Default: the AWS chain.'),
  endpoint: z
    .url({ protocol: /^https?$/, error: 'expected an address such as "https://s3.example.org:9000"' })
    .optional()
    .describe('Another S3 than that of AWS: its address.'),
  path_style: z
    .boolean()
    .optional()
    .describe(
      'Address buckets as `host/bucket` instead of `bucket.host`. Default: `true` with an `endpoint`, also with one from the environment.',
    ),
  compatibility: z
    .enum(['auto', ...COMPATIBILITY_NAMES])
    .default('auto')
    .describe(
      'What the server is, so that flowrun does what it can do. `auto` recognises it by its address and its ' +
        'answers; [what is done otherwise](compatibility.md).',
    ),
};

const who = {
  profile: text.optional().describe('A profile of the shared AWS configuration files.'),
  credentials: credentials
    .optional()
    .describe('The keys themselves, for experiments. Prefer the AWS chain or environment variables.'),
  aws_access_key_id: environmentVariable
    .optional()
    .describe('The NAME of the environment variable that holds the access key id.'),
  aws_access_token: environmentVariable
    .optional()
    .describe("The same as `aws_access_key_id`: the name that it had in Tremor's first S3 sink."),
  aws_secret_access_key: environmentVariable
    .optional()
    .describe('The NAME of the environment variable that holds the secret access key.'),
  aws_session_token: environmentVariable
    .optional()
    .describe(
      'The NAME of the environment variable that holds the session token of temporary keys. Default: ' +
        '`AWS_SESSION_TOKEN`, if it is set and the access key id comes from `AWS_ACCESS_KEY_ID`.',
    ),
  aws_region: environmentVariable
    .optional()
    .describe('The NAME of the environment variable that holds the region. For the region itself: `region`.'),
};

const objects = {
  content_type: attribute(
    'Content type of the objects. Default: that of the codec. Per object: `$s3.content_type`.',
  ),
  content_encoding: attribute(
    'Content encoding of the objects. Default: what the postprocessors do. Per object: `$s3.content_encoding`.',
  ),
  storage_class: attribute('`STANDARD_IA`, `GLACIER_IR` … Per object: `$s3.storage_class`.'),
  sse: z
    .enum(['AES256', 'aws:kms', 'aws:kms:dsse'])
    .optional()
    .describe('Server-side encryption. Per object: `$s3.sse`.'),
  kms_key_id: attribute('The KMS key, with `sse = "aws:kms"`. Per object: `$s3.kms_key_id`.'),
  acl: z
    .enum([
      'private',
      'public-read',
      'public-read-write',
      'authenticated-read',
      'aws-exec-read',
      'bucket-owner-read',
      'bucket-owner-full-control',
    ])
    .optional()
    .describe('Canned ACL. Per object: `$s3.acl`.'),
  tags: stringRecord((tags) => attributeProblem(tags, TAGS_RULE))
    .optional()
    .describe('Object tags, up to 10. Those in `$s3.tags` are added to them.'),
  metadata: stringRecord((metadata) => attributeProblem(metadata, METADATA_RULE))
    .optional()
    .describe('User metadata (`x-amz-meta-…`). What is in `$s3.metadata` is added to it.'),
};

const limits = {
  min_part_size: z
    .int()
    .min(S3_SMALLEST_PART, 'S3 refuses parts below 5 MiB (5242880 bytes), the last one of an object excepted')
    .max(LARGEST_PART, 'a part is held in memory until it is uploaded: at most 1 GiB')
    .default(S3_SMALLEST_PART)
    .describe(
      'A part is uploaded as soon as this many bytes are there. Parts grow with the object: every 500 parts ' +
        'they double, up to what `max_buffer_bytes` has room for. Where a server wants equal parts, they are as ' +
        'large as `max_buffer_bytes` has room for from the beginning.',
    ),
  max_parts_in_flight: z
    .int()
    .min(1)
    .max(256)
    .default(4)
    .describe('Parts that are uploaded at the same time.'),
  max_objects_in_flight: z
    .int()
    .min(1)
    .max(1024)
    .default(32)
    .describe('Objects that are completed in the background while the next one is filled.'),
  max_buffer_bytes: z
    .int()
    .default(256 * MIB)
    .describe(
      'Upper bound of what the sink holds in memory, whatever the keys do; an event of more than 256 KiB may exceed ' +
        'it by its own size. A part is at most half of it.',
    ),
};

const completion = {
  max_object_bytes: z
    .int()
    .min(1)
    .optional()
    .describe('Complete an object as soon as it has this many bytes. The last event is not cut.'),
  max_object_age: durationSchema
    .optional()
    .describe('Complete an object this long after its first event: "10m", or nanoseconds.'),
  idle_timeout: durationSchema
    .optional()
    .describe('Complete an object when no event came for it for so long: "30s", or nanoseconds.'),
  rolled_key: z
    .string()
    .superRefine((template, context) => {
      const problem = rolledKeyProblem(template);
      if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
    })
    .default('#{key}.#{n}')
    .describe(
      'The key of the objects that follow one that was completed early: `#{key}` is the key of the event, `#{n}` ' +
        'counts 1, 2, … (In a flow write `\\#{key}`, otherwise the language takes it for an interpolation.)',
    ),
  if_exists: z
    .enum(['overwrite', 'fail'])
    .default('overwrite')
    .describe('`fail`: a conditional write, which fails the flow when the object is there already.'),
};

const retry = z
  .strictObject({
    max_attempts: z
      .int()
      .min(1)
      .optional()
      .describe('Attempts at one request, the first one included. Default: no limit.'),
    max_elapsed: durationSchema
      .optional()
      .describe('No attempt begins later than so long after the first one: "10m". Default: no limit.'),
  })
  .prefault({})
  .describe(
    'When to give up a request that fails for a reason that may pass: `{"max_attempts": n, "max_elapsed": "10m"}`, ' +
      'the flow then ends. Default: never; the sink waits, and the source with it.',
  );

const timeouts = z
  .strictObject({
    connect: durationSchema.optional().describe('Until the connection stands. Default: "10s".'),
    first_byte: durationSchema
      .optional()
      .describe('From the end of the request until the answer begins. Default: "60s".'),
    stall: durationSchema
      .optional()
      .describe('Without a byte, while a body is on its way in either direction. Default: "60s".'),
  })
  .prefault({})
  .describe(
    'How long the network may take: `{"connect": "10s", "first_byte": "60s", "stall": "60s"}` are the defaults. ' +
      'The answer to CompleteMultipartUpload is given at least 10 minutes. The request is made again afterwards.',
  );

/** The settings of connector `s3`: types, defaults, docs and checks. */
export const s3Settings = z
  .strictObject({ ...where, ...who, ...objects, ...limits, ...completion, retry, timeouts })
  .superRefine((config, context) => {
    const refuse = (setting: string, message: string): void => {
      context.addIssue({ code: 'custom', path: [setting], message });
    };
    if (config.max_buffer_bytes < 2 * config.min_part_size + BUFFER_MARGIN) {
      const least = 2 * config.min_part_size + BUFFER_MARGIN;
      refuse(
        'max_buffer_bytes',
        `has no room for two parts, one that fills and one on its way: at least ${least}`,
      );
    }
    if (config.kms_key_id !== undefined && config.sse === 'AES256') {
      refuse('kms_key_id', 'goes with `sse = "aws:kms"`, and `AES256` uses no key of yours');
    }
    checkCredentials(config, refuse);
  });

/** What {@link s3Settings} parsed. */
export type S3Config = z.output<typeof s3Settings>;

type CredentialSettings = { readonly [name in keyof typeof who]?: unknown };

function checkCredentials(
  config: CredentialSettings,
  refuse: (setting: string, message: string) => void,
): void {
  const key = config.aws_access_key_id !== undefined ? 'aws_access_key_id' : 'aws_access_token';
  if (config.aws_access_key_id !== undefined && config.aws_access_token !== undefined) {
    refuse('aws_access_token', 'is another name of `aws_access_key_id`: give one of them');
  }
  if (config[key] !== undefined && config.aws_secret_access_key === undefined) {
    refuse(key, 'needs `aws_secret_access_key` beside it');
  }
  if (config[key] === undefined && config.aws_secret_access_key !== undefined) {
    refuse('aws_secret_access_key', 'needs `aws_access_key_id` beside it');
  }
  if (config.credentials !== undefined && (config[key] !== undefined || config.profile !== undefined)) {
    refuse('credentials', 'are given twice: keep one of `credentials`, `profile` and `aws_access_key_id`');
  } else if (config.profile !== undefined && config[key] !== undefined) {
    refuse('profile', 'gives credentials, and so does `aws_access_key_id`: keep one of them');
  }
}
