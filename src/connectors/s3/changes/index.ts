import { defineConnector } from '../../../runtime/api.ts';
import { parseMoveTarget } from './after/move-target.ts';
import { describeChangesPosition } from './describe.ts';
import { asChangesPosition } from './position.ts';
import { changesSettings } from './settings.ts';

const example = `define flow watching
flow
  define connector inbox from s3_changes with
    config = { "bucket": "inbox", "prefix": "orders/", "poll_interval": "5s" }
  end;

  define connector out from stdio with
    codec = "json",
    postprocessors = ["separate"]
  end;

  create connector inbox;
  create connector out;
  connect /connector/inbox to /connector/out;
end;

deploy flow watching;
`;

/** Connector `s3_changes`. The SDK is loaded when a source is created, not before. */
export const s3ChangesConnector = defineConnector({
  type: 's3_changes',
  doc: [
    'Watches a bucket, and tells which objects were created, updated and deleted: as an event per change, or with what is in',
    'the objects. It needs no notifications, no queue and no versioning: each poll lists the bucket and compares it, key by key,',
    'with the inventory of what was seen, which is kept beside the checkpoints. No date is compared with another, so that nothing',
    'is missed because two objects share a second, because a multipart upload became visible late, or because a clock is wrong.',
    'Memory stays the same for a bucket of any size.',
    '',
    'With `emit = "metadata"` the value of an event is `{"action": "create", "object": {…}}`; the action is `create`, `update` or',
    '`delete`, and the object has `bucket`, `key`, `s3_uri`, `size`, `etag`, `last_modified`, `version_id` and `storage_class`, with',
    '`head = true` also `owner`, `content_type`, `content_encoding`, `metadata` and `server_side_encryption`, as far as there are any.',
    'With `emit = "content"` the object is read in this very state, and the events are what preprocessors and codec make of it; a',
    'delete is an event with the value `null`. An object that has been removed or replaced before it could be read is left to the',
    'next poll; one that S3 does not give out (forbidden, archived) goes to `err`, once for each state.',
    '',
    'The checkpoint knows how far the poll has come, up to the place in the object that is being read: a flow that is killed goes on',
    'there. See [watching a bucket](../guide/s3-changes.md).',
  ].join('\n'),
  example,
  settings: changesSettings,
  codec: 'optional',
  defaultCodec: 'json',
  formerNames: {
    interval: 'poll_interval',
    pollingPeriod: 'poll_interval',
    url: 'endpoint',
    urls: 'endpoint',
    path_style_access: 'path_style',
    forcePathStyle: 'path_style',
    auth: 'credentials',
  },
  meta: {
    $s3_changes:
      'With `emit = "content"`, on every event: the record of the object as described above, and `action`, `offset` (of the ' +
      'event, in the decompressed bytes) and `line` (which event of the object it is, from 1).',
  },
  roles: () => ({ source: true, sink: false }),
  identity: ({ bucket, endpoint, prefix, suffix, glob, regex, start_after, versions, emit }) => ({
    bucket,
    endpoint: endpoint ?? null,
    prefix,
    suffix: suffix ?? null,
    glob: glob ?? null,
    ...(regex !== undefined && { regex }),
    start_after: start_after ?? null,
    versions,
    emit,
  }),
  describePosition: describeChangesPosition,
  describeStateFolder: async (folder, position) => {
    const { describeAfterWork } = await import('./after/describe.ts');
    return describeAfterWork(folder, asChangesPosition(position)?.taken ?? null);
  },
  createSource: async (config, context) => {
    const { createChangesSource } = await import('./create-source.ts');
    return createChangesSource(config, context);
  },
  examine: async (config, context) => {
    const { examineChanges } = await import('./doctor/examine-changes.ts');
    return examineChanges(config, context);
  },
  buckets: ({ bucket, move_to }) => {
    const target = move_to === undefined ? null : parseMoveTarget(move_to).target;
    return target === null || target.bucket === null ? [bucket] : [bucket, target.bucket];
  },
});
