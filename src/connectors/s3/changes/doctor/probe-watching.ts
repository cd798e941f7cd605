import type { ExamineContext } from '../../../../runtime/api.ts';
import { checkBucket } from '../../client/check-bucket.ts';
import type { CompatibilityProfile } from '../../client/compatibility/profile.ts';
import { CheckList, Finding } from '../../doctor/check-list.ts';
import type { Findings } from '../../doctor/examine-connection.ts';
import { probeVersioning } from '../../doctor/probe-versioning.ts';
import type { UploadAccess } from '../../uploads/upload-access.ts';
import { createSdkAfterStore } from '../after/sdk-after-store.ts';
import type { ListedObject } from '../change.ts';
import { createSdkBucketStore } from '../sdk-bucket-store.ts';
import type { ChangesConfig } from '../settings.ts';
import { readsObjects } from './policy.ts';
import { probeAfter, skipAfter } from './probe-after.ts';

const READ = 'read an object';
const READ_TAGS = 'read the tags of an object';

/** Tries what the source will do in the bucket. Rejects only when it is aborted. */
export async function probeWatching(
  config: ChangesConfig,
  context: ExamineContext,
  access: UploadAccess,
  profile: CompatibilityProfile,
): Promise<Findings> {
  const { bucket, after } = config;
  const list = new CheckList(`bucket \`${bucket}\``, access.signal);
  const reach = (): Promise<void> => checkBucket(access, bucket);
  const isReachable = await list.run('reach the bucket', { isNeeded: true }, reach);
  const { object, why } = isReachable
    ? await listing(list, config, access)
    : { object: null, why: 'the bucket cannot be reached' };
  await reading(list, config, access, object, why);
  const leftovers = { total: 0, oldest: [] };
  if (!isReachable) {
    skipAfter(list, config, why);
    return { checks: list.checks, leftovers, notes: [] };
  }
  const versioning = await probeVersioning(list, access, bucket);
  const notes: string[] = [];
  if (config.versions === 'all' && versioning === 'off') {
    notes.push(
      '`versions = "all"` in a bucket that keeps no versions: each object has one, and deletes leave no trace',
    );
  }
  if (after === 'keep') return { checks: list.checks, leftovers, notes };
  if (context.mayWrite) {
    notes.push(...(await probeAfter(list, { config, context, access, profile, versioning })));
  } else {
    skipAfter(list, config, 'nothing is written (`--no-write`)');
  }
  return { checks: list.checks, leftovers, notes };
}

/** Lists as a poll does. Gives an object that can be read, or why there is none. */
async function listing(
  list: CheckList,
  config: ChangesConfig,
  access: UploadAccess,
): Promise<{ readonly object: ListedObject | null; readonly why: string }> {
  const { bucket, prefix, head, versions } = config;
  const store = createSdkBucketStore(access.client, { bucket, prefix, fetchOwner: head });
  const { retry, signal } = access;
  const hasVersions = versions === 'all';
  const name = hasVersions ? 'list the versions of objects' : 'list objects';
  const allow = `${hasVersions ? 's3:ListBucketVersions' : 's3:ListBucket'} on arn:aws:s3:::${bucket}`;
  let object: ListedObject | null = null;
  let isEmpty = false;
  const isListed = await list.run(name, { isNeeded: true, allow }, async () => {
    const { objects } = await retry(
      'listing',
      signal,
      (): Promise<{ readonly objects: readonly ListedObject[] }> =>
        hasVersions
          ? store.listVersions({ key: null, versionId: null }, signal)
          : store.listObjects({ kind: 'after', key: null }, signal),
    );
    object =
      objects.find(({ isDeleteMarker, storageClass }) => !isDeleteMarker && !isArchived(storageClass)) ??
      null;
    isEmpty = objects.length === 0;
    return isEmpty ? `nothing begins with \`${prefix}\` yet` : undefined;
  });
  if (!isListed) return { object, why: 'the bucket cannot be listed' };
  return {
    object,
    why: isEmpty ? 'there is no object yet' : 'all objects of the first page are archived or deleted',
  };
}

function isArchived(storageClass: string | null): boolean {
  return storageClass === 'GLACIER' || storageClass === 'DEEP_ARCHIVE';
}

async function reading(
  list: CheckList,
  config: ChangesConfig,
  access: UploadAccess,
  object: ListedObject | null,
  why: string,
): Promise<void> {
  if (!readsObjects(config)) return;
  const { bucket, prefix, after } = config;
  const { client, retry, signal } = access;
  const resource = `arn:aws:s3:::${bucket}/${prefix}*`;
  if (object === null) {
    list.skip(READ, true, why);
    if (after === 'tag') list.skip(READ_TAGS, true, why);
    return;
  }
  const store = createSdkBucketStore(client, { bucket, prefix, fetchOwner: false });
  await list.run(READ, { isNeeded: true, allow: `s3:GetObject on ${resource}` }, async () => {
    const range = { start: 0, end: Math.min(1, object.size) };
    // Nothing of it is kept: a byte that comes says that more would come.
    const answer = await retry('reading', signal, () => store.get(object, range, signal));
    answer.destroy();
    if (answer.head.etag !== '' && answer.head.etag !== object.etag)
      throw new Finding('the server gave another state of the object than the one that was asked for');
    return `\`${object.key}\``;
  });
  if (after !== 'tag') return;
  const tags = createSdkAfterStore(client, bucket);
  const allow = `s3:GetObjectTagging on ${resource}`;
  await list.run(READ_TAGS, { isNeeded: true, allow }, async () => {
    const { key, etag, versionId } = object;
    await retry('reading tags', signal, () => tags.tags({ key, etag, versionId }, signal));
  });
}
