import { z } from 'zod';
import { COMPATIBILITY_NAMES } from './client/compatibility/profile.ts';
import { bucket, checkCredentials, retry, text, timeouts, where, who } from './connection-settings.ts';
import { durationSchema } from '../duration.ts';
import { attributeProblem, METADATA_RULE, TAGS_RULE } from './object-attributes.ts';
import { rolledKeyProblem } from './rolled-key.ts';

const MIB = 1024 * 1024;
/** S3 refuses smaller parts, except for the last one of an object. */
export const S3_SMALLEST_PART = 5 * MIB;
const LARGEST_PART = 1024 * MIB;
/** Room beside two parts: for the events that end behind a part's end. */
const BUFFER_MARGIN = MIB;

const attribute = (doc: string) => text.optional().describe(doc);

const stringRecord = (problemOf: (record: Readonly<Record<string, string>>) => string | undefined) =>
  z.record(z.string(), z.string()).superRefine((record, context) => {
    const problem = problemOf(record);
    if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
  });

const bucketOfSink = {
  bucket: bucket
    .optional()
    .describe(
      'The bucket of events that do not name their own in `$s3.bucket`. Checked when the flow starts.',
    ),
};

const server = {
  compatibility: z
    .enum(['auto', ...COMPATIBILITY_NAMES])
    .default('auto')
    .describe(
      'What the server is, so that flowrun does what it can do. `auto` recognises it by its address and its ' +
        'answers; [what is done otherwise](compatibility.md).',
    ),
};

const patience = {
  retry: retry.describe(
    'When to give up a request that fails for a reason that may pass: `{"max_attempts": n, "max_elapsed": "10m"}`, ' +
      'the flow then ends. Default: never; the sink waits, and the source with it.',
  ),
  timeouts: timeouts.describe(
    'How long the network may take: `{"connect": "10s", "first_byte": "60s", "stall": "60s"}` are the defaults. ' +
      'The answer to CompleteMultipartUpload is given at least 10 minutes. The request is made again afterwards.',
  ),
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
    .enum(['overwrite', 'fail', 'append'])
    .default('overwrite')
    .describe(
      'What becomes of an object that is there already. `fail`: a conditional write, which fails the flow. `append`: it is ' +
        'continued, also when its key comes back in the same run, and becomes visible with the next checkpoint; what is ' +
        'there is copied by S3 when it has 5 MiB or more, otherwise read and written anew.',
    ),
  on_stop: z
    .enum(['complete', 'suspend'])
    .default('complete')
    .describe(
      'What becomes of the open object when the flow is stopped (Ctrl-C, SIGTERM). `complete`: it becomes visible, and ' +
        'when the first events of the next run have its key, it is continued. `suspend`: it is left open, and the next ' +
        'run goes on with it; that takes checkpoints.',
    ),
};

/** The settings of connector `s3`: types, defaults, docs and checks. */
export const s3Settings = z
  .strictObject({
    ...bucketOfSink,
    ...where,
    ...server,
    ...who,
    ...objects,
    ...limits,
    ...completion,
    ...patience,
  })
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
