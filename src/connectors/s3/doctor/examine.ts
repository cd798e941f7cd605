import type {
  ExaminationCheck,
  Examination,
  ExamineContext,
  ExaminationLeftover,
} from '../../../runtime/api.ts';
import { adaptationsTo } from '../client/compatibility/adaptations.ts';
import type { CompatibilityProfile } from '../client/compatibility/profile.ts';
import type { S3Config } from '../settings.ts';
import type { UploadAccess } from '../uploads/upload-access.ts';
import { CheckList } from './check-list.ts';
import { examineConnection } from './examine-connection.ts';
import type { Findings } from './examine-connection.ts';
import { findOpenUploads } from './open-uploads.ts';
import { policyFor, SOME_BUCKET } from './policy.ts';
import { probeBucket } from './probe-bucket.ts';

/** What stands between the sink and S3; see `examine` of ConnectorDefinition. */
export async function examineS3(config: S3Config, context: ExamineContext): Promise<Examination> {
  const subject = {
    config,
    compatibility: config.compatibility,
    policy: (region: string | undefined) => policyFor(config, region),
    notes: notesFor(config),
    probe: (access: UploadAccess, profile: CompatibilityProfile) => probe(config, context, access, profile),
  };
  return examineConnection(subject, context);
}

async function probe(
  config: S3Config,
  { mayWrite, probePrefix }: ExamineContext,
  access: UploadAccess,
  profile: CompatibilityProfile,
): Promise<Findings> {
  const { signal } = access;
  const checks: ExaminationCheck[] = [];
  const notes = adaptationsTo(profile, config).map(({ text }) => text);
  let total = 0;
  const oldest: ExaminationLeftover[] = [];
  for (const bucket of config.bucket === undefined ? [] : [config.bucket]) {
    const probed = await probeBucket({ access, bucket, config, profile, mayWrite, probePrefix });
    checks.push(...probed.checks);
    notes.push(...probed.leftBehind.map((what) => `left behind, please remove it: ${what}`));
    if (!probed.isReachable) continue;
    const list = new CheckList(`bucket \`${bucket}\``, signal);
    const name = 'list open uploads';
    await list.run(name, { isNeeded: false }, async () => {
      const found = await findOpenUploads(access, bucket);
      total += found.total;
      oldest.push(...found.oldest);
      return found.total === 0 ? 'none' : `${found.total}, see below`;
    });
    checks.push(...list.checks);
  }
  return { checks, leftovers: { total, oldest }, notes };
}

function notesFor({ bucket }: S3Config): readonly string[] {
  if (bucket !== undefined) return [];
  return [
    `the config names no bucket, so none was tried: put each one that \`$s3.bucket\` may name in the place of \`${SOME_BUCKET}\` in the policy`,
  ];
}
