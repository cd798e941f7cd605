import { z } from 'zod';

/** The settings of `file`. */
export const fileSettings = z.strictObject({
  path: z.string().min(1).describe('the file; relative to the folder of the `.flow` file'),
  mode: z
    .enum(['read', 'write', 'truncate', 'append', 'overwrite'])
    .default('read')
    .describe('what to do with it; `truncate` is another name of `write`'),
});

export type FileSettings = z.output<typeof fileSettings>;
