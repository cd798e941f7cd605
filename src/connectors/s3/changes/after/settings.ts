import { z } from 'zod';
import { text } from '../../connection-settings.ts';
import { parseMoveTarget } from './move-target.ts';

const moveTo = text.superRefine((given, context) => {
  const { problem } = parseMoveTarget(given);
  if (problem !== null) context.addIssue({ code: 'custom', message: problem });
});

/** Amazon S3 user guide, "Categorizing your objects using tags". */
const tagName = text.max(128, 'is longer than the 128 characters that S3 allows');
const tagValue = z.string().max(256, 'is longer than the 256 characters that S3 allows');

/** The settings about what becomes of an object that has been read. */
export const afterSettings = {
  after: z
    .enum(['keep', 'delete', 'tag', 'move'])
    .default('keep')
    .describe(
      'What becomes of an object when all of its events have been told, a checkpoint that contains the last one is durable, ' +
        'and every sink has completed what was made of them: nothing, it is deleted, tagged, or moved to `move_to`. One that has ' +
        'changed since it was read, and one of which something went to `err`, is left alone.',
    ),
  move_to: moveTo
    .optional()
    .describe(
      'With `after = "move"`: a prefix in the same bucket (`"done/"`), or in another one (`"s3://archive/orders/"`), in front ' +
        'of the key. With `{key}`, `{name}` (the key behind `prefix`) or `{date}` (the day it was last modified) in it, those say ' +
        'where: `"done/{date}/{name}"`.',
    ),
  tag: z
    .strictObject({ name: tagName, value: tagValue.default('') })
    .default({ name: 'flowrun', value: 'read' })
    .describe(
      'With `after = "tag"`: this tag is added to those that the object has. Default: `{"name": "flowrun", "value": "read"}`.',
    ),
};

/** What {@link checkAfter} looks at. */
interface GivenSettings {
  readonly bucket: string;
  readonly prefix: string;
  readonly glob?: string | undefined;
  readonly regex?: string | undefined;
  readonly start_after?: string | undefined;
  readonly emit: 'metadata' | 'content';
  readonly versions: 'latest' | 'all';
  readonly after: 'keep' | 'delete' | 'tag' | 'move';
  readonly move_to?: string | undefined;
}

/** Calls `refuse` for settings that do not go together. */
export function checkAfter(config: GivenSettings, refuse: (setting: string, message: string) => void): void {
  const { after, move_to, emit, versions } = config;
  if (after === 'move' && move_to === undefined) refuse('after', 'needs `move_to`: where to');
  if (after !== 'move' && move_to !== undefined) refuse('move_to', 'goes with `after = "move"`');
  if (after === 'delete' || after === 'move') {
    if (emit === 'metadata') refuse('after', 'goes with `emit = "content"`: nobody has read the object');
    if (versions === 'all')
      refuse(
        'after',
        'goes with `versions = "latest"`: the delete marker would be another version to tell of',
      );
  }
  if (after === 'move' && move_to !== undefined && isWatched(config, move_to)) {
    refuse(
      'move_to',
      'lies under the `prefix` that is watched: what is moved there would be told of again; move it elsewhere, or leave it out ' +
        'with a narrower `prefix`, a `glob` or a `regex`',
    );
  }
}

/** Would everything that is moved there be listed? What `glob` and `regex` leave out is seen object by object. */
function isWatched({ bucket, prefix, glob, regex, start_after }: GivenSettings, moveTo: string): boolean {
  const { target } = parseMoveTarget(moveTo);
  if (target === null || (target.bucket ?? bucket) !== bucket) return false;
  return (
    target.literal.startsWith(prefix) &&
    glob === undefined &&
    regex === undefined &&
    start_after === undefined
  );
}
