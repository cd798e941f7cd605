import { z } from 'zod';
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
  })
  .superRefine(({ path, mode }, context) => {
    if (mode !== 'read' || parsePathPattern(path) !== null) return;
    const message = 'the braces of the pattern have more than 1,000 alternatives; use `*` for some of them';
    context.addIssue({ code: 'custom', path: ['path'], message });
  });

export type FileSettings = z.output<typeof fileSettings>;
