import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import type { ExaminationCheck } from '../../../runtime/api.ts';
import { checkBucket } from '../client/check-bucket.ts';
import type { CompatibilityProfile } from '../client/compatibility/profile.ts';
import { createBodyIntegrity } from '../client/integrity.ts';
import { createSdkObjectStore } from '../client/sdk-object-store.ts';
import type { S3Config } from '../settings.ts';
import type { UploadAccess } from '../uploads/upload-access.ts';
import { CheckList } from './check-list.ts';
import { interruption, ProbeLitter } from './probe-litter.ts';
import { probeVersioning } from './probe-versioning.ts';
import { probeWriting, skipWriting } from './probe-writing.ts';

export interface BucketProbe {
  readonly access: UploadAccess;
  readonly bucket: string;
  readonly config: S3Config;
  readonly profile: CompatibilityProfile;
  readonly mayWrite: boolean;
  readonly probePrefix: string;
}

export interface ProbeResult {
  readonly checks: readonly ExaminationCheck[];
  /** Is it worth to ask this bucket anything else? */
  readonly isReachable: boolean;
  /** What the probes could not remove, in words. */
  readonly leftBehind: readonly string[];
}

/** Tries in the bucket what the sink will do there, and what it could do. Rejects only when it is aborted. */
export async function probeBucket(probe: BucketProbe): Promise<ProbeResult> {
  const { access, bucket, profile, mayWrite } = probe;
  const list = new CheckList(`bucket \`${bucket}\``, access.signal);
  const isReachable = await list.run('reach the bucket', { isNeeded: true }, () =>
    checkBucket(access, bucket),
  );
  if (!isReachable) {
    skipWriting(list, probe, 'the bucket cannot be reached');
    return { checks: list.checks, isReachable, leftBehind: [] };
  }
  await list.run('list objects', { isNeeded: false, allow: `s3:ListBucket on arn:aws:s3:::${bucket}` }, () =>
    listOne(access, bucket),
  );
  const versioning = await probeVersioning(list, access, bucket);
  if (!mayWrite) {
    skipWriting(list, probe, 'nothing is written (`--no-write`)');
    return { checks: list.checks, isReachable, leftBehind: [] };
  }

  const integrity = createBodyIntegrity(profile.integrity.is, () => {});
  const store = createSdkObjectStore(access.client, integrity);
  const address = { bucket, key: `${probe.probePrefix}${crypto.randomUUID()}` };
  const litter = new ProbeLitter(access.client, store, address, versioning);
  const failure = await probeWriting(list, probe, { litter, store, integrity }).then(
    () => undefined,
    (error: unknown) => ({ error }),
  );
  const leftBehind = await litter.remove();
  if (failure !== undefined) throw interruption(failure.error, leftBehind);
  return { checks: list.checks, isReachable, leftBehind };
}

async function listOne({ client, retry, signal }: UploadAccess, bucket: string): Promise<void> {
  const command = new ListObjectsV2Command({ Bucket: bucket, MaxKeys: 1 });
  await retry('listing', signal, () => client.send(command, { abortSignal: signal }));
}
