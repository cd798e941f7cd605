import { crc32 } from 'node:zlib';
import type { ExamineContext } from '../../../../runtime/api.ts';
import type { CompatibilityProfile } from '../../client/compatibility/profile.ts';
import { createBodyIntegrity } from '../../client/integrity.ts';
import { problemOf } from '../../client/s3-problem.ts';
import { createSdkObjectStore } from '../../client/sdk-object-store.ts';
import type { CheckList } from '../../doctor/check-list.ts';
import { interruption, ProbeLitter } from '../../doctor/probe-litter.ts';
import type { Versioning } from '../../doctor/probe-litter.ts';
import type { UploadAccess } from '../../uploads/upload-access.ts';
import { createSdkAfterStore } from '../after/sdk-after-store.ts';
import type { ChangesConfig } from '../settings.ts';
import { targetOf } from './policy.ts';

export interface AfterProbe {
  readonly config: ChangesConfig;
  readonly context: ExamineContext;
  readonly access: UploadAccess;
  readonly profile: CompatibilityProfile;
  readonly versioning: Versioning;
}

const TAG = 'tag an object';
const DELETE = 'delete an object';
const PUT = 'put an object where it is moved to';

const TEXT = Buffer.from('written by flowrun doctor, which removes it again\n');
const WRITE_MS = 60_000;

/** Notes what {@link probeAfter} would have tried as not tried. */
export function skipAfter(list: CheckList, { after }: ChangesConfig, why: string): void {
  if (after === 'tag') list.skip(TAG, true, why);
  if (after === 'move') list.skip(PUT, true, why);
  if (after === 'delete' || after === 'move') list.skip(DELETE, true, why);
}

/**
 * Would the source be allowed to do what `after` says? Asked with objects that are not there, so that none of those that
 * are watched is touched; only where things are moved to, one is put and removed again. Gives what it could not remove.
 */
export async function probeAfter(list: CheckList, probe: AfterProbe): Promise<readonly string[]> {
  switch (probe.config.after) {
    case 'keep':
      return [];
    case 'tag':
      await probeTag(list, probe);
      return [];
    case 'delete':
      await probeDelete(list, probe);
      return [];
    case 'move': {
      const left = await probePut(list, probe);
      await probeDelete(list, probe);
      return left;
    }
  }
}

async function probeTag(list: CheckList, { config, context, access }: AfterProbe): Promise<void> {
  const { bucket, prefix, tag } = config;
  const { client, retry, signal } = access;
  const store = createSdkAfterStore(client, bucket);
  const key = `${prefix}${context.probePrefix}${crypto.randomUUID()}-none`;
  const allow = `s3:PutObjectTagging on arn:aws:s3:::${bucket}/${prefix}*`;
  await list.run(TAG, { isNeeded: true, allow }, async () => {
    try {
      await retry(TAG, signal, () => store.setTags({ key, etag: '', versionId: null }, [tag], signal));
    } catch (error) {
      // That there is no such object is the answer to somebody who would be allowed to.
      if (problemOf(error).status !== 404) throw error;
    }
  });
}

async function probeDelete(list: CheckList, probe: AfterProbe): Promise<void> {
  const { config, context, access, versioning } = probe;
  const { bucket, prefix } = config;
  if (versioning !== 'off') {
    const why =
      versioning === 'on'
        ? 'the bucket keeps versions, and trying would leave a delete marker'
        : 'the bucket may keep versions, and trying could leave a delete marker';
    return list.skip(DELETE, true, `${why}: see the policy`);
  }
  const litter = litterAt(probe, { bucket, key: `${prefix}${context.probePrefix}${crypto.randomUUID()}` });
  const allow = `s3:DeleteObject on arn:aws:s3:::${bucket}/${prefix}*`;
  await list.run(DELETE, { isNeeded: true, allow }, () =>
    access.retry(DELETE, access.signal, () => litter.tryDelete(access.signal)),
  );
}

async function probePut(list: CheckList, probe: AfterProbe): Promise<readonly string[]> {
  const { config, context, access } = probe;
  const target = targetOf(config);
  if (target === null) return [];
  const { bucket, prefix } = target;
  const key = `${prefix}${context.probePrefix}${crypto.randomUUID()}`;
  const litter = litterAt(probe, { bucket, key });
  const mayRemove = await access
    .retry(DELETE, access.signal, () => litter.tryDelete(access.signal))
    .then(
      () => true,
      () => false,
    );
  access.signal.throwIfAborted();
  if (!mayRemove) {
    list.skip(PUT, true, 'these credentials could not remove the probe again');
    return [];
  }
  const store = storeOf(probe);
  const allow = `s3:PutObject on arn:aws:s3:::${bucket}/${prefix}*`;
  const body = { bytes: TEXT, crc32: crc32(TEXT) };
  // Not cut off by Ctrl-C, so that what it has made is known.
  const put = (): Promise<void> => {
    const signal = AbortSignal.timeout(WRITE_MS);
    return litter.writing(() => store.put(litter.address, body, { attributes: {}, ifAbsent: false, signal }));
  };
  const failure = await list
    .run(PUT, { isNeeded: true, allow }, () => access.retry(PUT, access.signal, put))
    .then(
      () => undefined,
      (error: unknown) => ({ error }),
    );
  const left = await litter.remove();
  if (failure !== undefined) throw interruption(failure.error, left);
  return left.map((what) => `left behind, please remove it: ${what}`);
}

function storeOf({ access, profile }: AfterProbe) {
  return createSdkObjectStore(
    access.client,
    createBodyIntegrity(profile.integrity.is, () => undefined),
  );
}

function litterAt(
  probe: AfterProbe,
  address: { readonly bucket: string; readonly key: string },
): ProbeLitter {
  // Of another bucket nobody has asked whether it keeps versions.
  const versioning = address.bucket === probe.config.bucket ? probe.versioning : 'unknown';
  return new ProbeLitter(probe.access.client, storeOf(probe), address, versioning);
}
