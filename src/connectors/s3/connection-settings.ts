import { z } from 'zod';
import { durationSchema } from '../duration.ts';
import { bucketProblem } from './names.ts';

/** The settings that every connector to S3 has: where it is, who we are, and how patient we are. */

export const text = z.string().min(1, 'is empty');

export const bucket = text.superRefine((name, context) => {
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

/** Where S3 is. */
export const where = {
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
};

/** Who we are. */
export const who = {
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

/** When to give up; described by the connector, as it says who waits meanwhile. */
export const retry = z
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
  .prefault({});

/** How long the network may take; described by the connector. */
export const timeouts = z
  .strictObject({
    connect: durationSchema.optional().describe('Until the connection stands. Default: "10s".'),
    first_byte: durationSchema
      .optional()
      .describe('From the end of the request until the answer begins. Default: "60s".'),
    stall: durationSchema
      .optional()
      .describe('Without a byte, while a body is on its way in either direction. Default: "60s".'),
  })
  .prefault({});

/** What the settings above parsed. */
export type ConnectionConfig = z.output<
  z.ZodObject<typeof where & typeof who & { retry: typeof retry; timeouts: typeof timeouts }>
>;

type CredentialSettings = { readonly [name in keyof typeof who]?: unknown };

/** Are keys and profile given whole, and once? */
export function checkCredentials(
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
