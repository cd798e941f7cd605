import { GetBucketVersioningCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { FlowFailure } from '../../../runtime/api.ts';
import type { ExaminationCheck } from '../../../runtime/api.ts';
import { checkBucket } from '../client/check-bucket.ts';
import type { CompatibilityProfile } from '../client/compatibility/profile.ts';
import { createBodyIntegrity } from '../client/integrity.ts';
import { problemOf } from '../client/s3-problem.ts';
import { createSdkObjectStore } from '../client/sdk-object-store.ts';
import type { S3Config } from '../settings.ts';
import type { UploadAccess } from '../uploads/upload-access.ts';
import { CheckList } from './check-list.ts';
import { ProbeLitter } from './probe-litter.ts';
import type { Versioning } from './probe-litter.ts';
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

/** What the examination rejects with when it is aborted: with what has to be removed by hand, if anything. */
function interruption(error: unknown, leftBehind: readonly string[]): unknown {
  if (leftBehind.length === 0) return error;
  return new FlowFailure(`interrupted, and left behind: ${leftBehind.join('; ')}`, {
    help: 'remove it by hand: `flowrun s3 uploads`, `aws s3 rm`',
    cause: error,
  });
}

async function listOne({ client, retry, signal }: UploadAccess, bucket: string): Promise<void> {
  const command = new ListObjectsV2Command({ Bucket: bucket, MaxKeys: 1 });
  await retry('listing', signal, () => client.send(command, { abortSignal: signal }));
}

async function probeVersioning(list: CheckList, access: UploadAccess, bucket: string): Promise<Versioning> {
  const { client, retry, signal } = access;
  let versioning: Versioning = 'unknown';
  const allow = `s3:GetBucketVersioning on arn:aws:s3:::${bucket}`;
  await list.run('ask for versioning', { isNeeded: false, allow }, async () => {
    try {
      const command = new GetBucketVersioningCommand({ Bucket: bucket });
      const answer = await retry('versioning', signal, () => client.send(command, { abortSignal: signal }));
      versioning = answer.Status === undefined ? 'off' : 'on';
      return answer.Status === 'Enabled'
        ? 'on: an object that is replaced stays as an older version'
        : (answer.Status?.toLowerCase() ?? 'off');
    } catch (error) {
      if (problemOf(error).status !== 501) throw error;
      // A server without versions.
      versioning = 'off';
      return 'off';
    }
  });
  return versioning;
}
