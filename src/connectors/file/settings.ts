import { z } from 'zod';
import { durationSchema } from '../duration.ts';
import { parsePathPattern } from './glob/path-pattern.ts';

/** The settings of `file`. */
export const fileSettings = z
  .strictObject({
    path: z
      .string()
      .min(1)
      .describe(
        'the file; relative to the folder of the `.flow` file. Reading, it may be a pattern for several files: `logs/**/*.ndjson`',
      ),
    mode: z
      .enum(['read', 'write', 'truncate', 'append', 'overwrite'])
      .default('read')
      .describe('what to do with it; `truncate` is another name of `write`'),
    follow_links: z
      .boolean()
      .default(false)
      .describe('reading with a pattern: do links that a wildcard finds count as what they point to?'),
    follow: z
      .boolean()
      .default(false)
      .describe(
        'reading: go on with what is appended, and with files that appear, until the flow is stopped',
      ),
    poll_interval: durationSchema
      .default(1_000)
      .describe(
        'following: how often the files are looked at, at least. Default: "1s". Where the system tells of changes they are seen sooner; on network drives it does not.',
      ),
    rotate_wait: durationSchema
      .default(5_000)
      .describe(
        'following: how long a file that was rotated away or deleted is still read. Default: "5s". Each late write begins the wait anew.',
      ),
    max_open_files: z
      .int()
      .min(1)
      .max(10_000)
      .default(64)
      .describe('following: how many files are open at once; those at rest make room for others'),
  })
  .superRefine(({ path, mode, follow }, context) => {
    if (mode !== 'read') {
      if (!follow) return;
      const message = `\`follow\` is for reading, and \`mode\` is \`"${mode}"\``;
      context.addIssue({ code: 'custom', path: ['follow'], message });
    } else if (parsePathPattern(path) === null) {
      const message = 'the braces of the pattern have more than 1,000 alternatives; use `*` for some of them';
      context.addIssue({ code: 'custom', path: ['path'], message });
    }
  });

export type FileSettings = z.output<typeof fileSettings>;
