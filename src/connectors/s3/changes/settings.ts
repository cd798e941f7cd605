import { z } from 'zod';
import { bucket, checkCredentials, retry, text, timeouts, where, who } from '../connection-settings.ts';
import { durationSchema } from '../../duration.ts';
import { keyProblem } from '../names.ts';
import { parseDuration } from '../../parse-duration.ts';
import { afterSettings, checkAfter } from './after/settings.ts';
import { compileGlob } from './glob.ts';
import { compareKeys } from './key-order.ts';
import { compileKeyRegex } from './key-regex.ts';
import { PIECE_BYTES } from './read-object.ts';
import { parseStart } from './start.ts';

const MIB = 1024 * 1024;

const key = text.superRefine((given, context) => {
  const problem = keyProblem(given);
  if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
});

/** Text that `compile` takes, or throws a SyntaxError of. */
const pattern = (compile: (text: string) => unknown) =>
  text.superRefine((given, context) => {
    try {
      compile(given);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      context.addIssue({ code: 'custom', message: error.message });
    }
  });

const start = z.string().superRefine((given, context) => {
  if (parseStart(given) !== undefined) return;
  context.addIssue({
    code: 'custom',
    message: 'expected "all", "now", a duration such as "24h", or a time such as "2026-11-21T08:00:00Z"',
  });
});

/** Like a duration, but compared and never waited for: it may be of years. */
const age = z.union([z.string(), z.number()]).transform((given, context): number => {
  const ms = typeof given === 'number' ? given / 1e6 : parseDuration(given);
  if (ms !== undefined && ms >= 0) return ms;
  context.addIssue({
    code: 'custom',
    message: 'expected a duration such as "5m" or "90d", or an integer of nanoseconds',
  });
  return z.NEVER;
});

const watching = {
  bucket: bucket.describe('The bucket. Checked when the flow starts.'),
  poll_interval: durationSchema
    .default(60_000)
    .describe(
      'From the beginning of a poll to that of the next one, default "60s"; a poll that takes longer is followed by the ' +
        'next one at once. A poll is a LIST request per 1,000 objects under the prefix, and those cost money.',
    ),
  order: z
    .enum(['key', 'time'])
    .default('key')
    .describe(
      'The order of what a poll tells: `key`, or `time` (last modified, then key; deletes that have no date come last). With `time` ' +
        'everything is listed before the first change is told, and the changes are sorted on disk, beside the checkpoints.',
    ),
  once: z.boolean().default(false).describe('One poll, then the input has ended: a batch job.'),
  versions: z
    .enum(['latest', 'all'])
    .default('latest')
    .describe(
      '`latest`: the newest state of each key at each poll. `all`: every version and every delete marker of a bucket with ' +
        'versioning, of each key the oldest first.',
    ),
  deletes: z
    .boolean()
    .optional()
    .describe(
      'Tell of objects that are gone. Default: `true` with `emit = "metadata"`, `false` with `emit = "content"`.',
    ),
};

const filters = {
  prefix: z.string().default('').describe('Only keys that begin with this: all that is listed.'),
  suffix: text.optional().describe('Only keys that end with this.'),
  glob: pattern(compileGlob)
    .optional()
    .describe(
      'Only keys that match as a whole: `*` is anything but `/`, `**` anything, `?` one character, `[a-z]` one of ' +
        'some: `orders/**/*.json`.',
    ),
  regex: pattern(compileKeyRegex)
    .optional()
    .describe(
      'Only keys in which this regular expression (of RE2, linear in time) matches anywhere: `^orders/[0-9]{8}-`.',
    ),
  min_size: z.int().min(0).optional().describe('Only objects of at least so many bytes.'),
  max_size: z.int().min(0).optional().describe('Only objects of at most so many bytes.'),
  min_age: age.optional().describe('Objects are left alone until they were last modified so long ago: "5m".'),
  max_age: age
    .optional()
    .describe('Objects that were last modified longer ago than this are not told of: "7d".'),
  storage_classes: z
    .array(text)
    .min(1, 'names no storage class, so nothing would ever be told')
    .optional()
    .describe('Only objects of these storage classes: `["STANDARD", "STANDARD_IA"]`.'),
  start: start
    .default('all')
    .describe(
      'Where to begin without a bookmark: with `all` objects; with what changes from `now` on; with what was modified ' +
        'in the last `"24h"`, or since `"2026-11-21T08:00:00Z"`. What is older is only remembered.',
    ),
  start_after: key
    .optional()
    .describe('Only keys behind this one, in the order of their bytes: for keys that grow with time.'),
};

const content = {
  emit: z
    .enum(['metadata', 'content'])
    .default('metadata')
    .describe(
      '`metadata`: an event per change, which says what happened to which object. `content`: the events in the object, ' +
        'through preprocessors and codec.',
    ),
  head: z
    .boolean()
    .default(false)
    .describe(
      'With `emit = "metadata"`: ask for content type, content encoding, user metadata, encryption and owner, too. That ' +
        'is a HEAD request per change.',
    ),
  decompress: z
    .enum(['auto', 'none'])
    .default('auto')
    .describe(
      '`auto`: objects that are compressed with gzip, zlib or brotli are decompressed; content encoding, name and first ' +
        'bytes tell. `none`: they are taken as they are.',
    ),
  prefetch: z
    .int()
    .min(1)
    .max(256)
    .default(16)
    .describe('Objects, or pieces of 8 MiB of a large one, that are fetched at the same time.'),
  max_buffer_bytes: z
    .int()
    .min(2 * PIECE_BYTES, 'has no room for two pieces of 8 MiB: at least 16777216')
    .default(64 * MIB)
    .describe('Upper bound of what is fetched ahead and held in memory.'),
};

const patience = {
  retry: retry.describe(
    'When to give up a request that fails for a reason that may pass: `{"max_attempts": n, "max_elapsed": "10m"}`, ' +
      'the flow then ends. Default: never; the source waits.',
  ),
  timeouts: timeouts.describe(
    'How long the network may take: `{"connect": "10s", "first_byte": "60s", "stall": "60s"}` are the defaults. ' +
      'The request is made again afterwards.',
  ),
};

/** The settings of connector `s3_changes`: types, defaults, docs and checks. */
export const changesSettings = z
  .strictObject({ ...watching, ...where, ...who, ...filters, ...content, ...afterSettings, ...patience })
  .superRefine((config, context) => {
    const refuse = (setting: string, message: string): void => {
      context.addIssue({ code: 'custom', path: [setting], message });
    };
    if ((config.min_size ?? 0) > (config.max_size ?? Infinity)) {
      refuse('max_size', 'is less than `min_size`, so nothing would ever be told');
    }
    if ((config.min_age ?? 0) > (config.max_age ?? Infinity)) {
      refuse('max_age', 'is less than `min_age`, so nothing would ever be told');
    }
    const { start_after, prefix } = config;
    if (
      start_after !== undefined &&
      compareKeys(start_after, prefix) > 0 &&
      !start_after.startsWith(prefix)
    ) {
      refuse('start_after', 'comes behind all keys with the `prefix`, so nothing would ever be told');
    }
    if (config.head && config.emit === 'content') {
      refuse('head', 'goes with `emit = "metadata"`; with the content all of it comes anyway');
    }
    checkAfter(config, refuse);
    checkCredentials(config, refuse);
  });

/** What {@link changesSettings} parsed. */
export type ChangesConfig = z.output<typeof changesSettings>;

/** Setting `deletes` with its default. */
export function tellsDeletes({ deletes, emit }: ChangesConfig): boolean {
  return deletes ?? emit === 'metadata';
}

/** Does `after` take away what was told? */
export function removesObjects({ after }: ChangesConfig): boolean {
  return after === 'delete' || after === 'move';
}
