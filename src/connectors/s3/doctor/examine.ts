import { EnvironmentError } from '../../../runtime/api.ts';
import type {
  ExaminationCheck,
  Examination,
  ExamineContext,
  ExaminationFact,
  ExaminationLeftover,
} from '../../../runtime/api.ts';
import { adaptationsTo } from '../client/compatibility/adaptations.ts';
import { findProfile } from '../client/compatibility/find-profile.ts';
import { observeServer } from '../client/compatibility/observe-server.ts';
import { resolveEndpoint } from '../client/endpoint.ts';
import type { S3Endpoint } from '../client/endpoint.ts';
import type { S3Config } from '../settings.ts';
import { openUploadAccess } from '../uploads/upload-access.ts';
import type { UploadAccess } from '../uploads/upload-access.ts';
import { CheckList } from './check-list.ts';
import { endpointFact, regionFact, serverFacts } from './connection-facts.ts';
import { findCredentials } from './credentials.ts';
import { findOpenUploads } from './open-uploads.ts';
import { policyFor, SOME_BUCKET } from './policy.ts';
import { probeBucket } from './probe-bucket.ts';

/** What stands between this flow and S3; see `examine` of ConnectorDefinition. */
export async function examineS3(config: S3Config, context: ExamineContext): Promise<Examination> {
  let endpoint: S3Endpoint;
  try {
    endpoint = resolveEndpoint(config, context);
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error;
    return {
      facts: [],
      checks: [failed('read the settings', error.message, error.help)],
      leftovers: { total: 0, oldest: [] },
      policy: policyFor(config, config.region),
      notes: notesFor(config),
    };
  }
  const access = openUploadAccess({ endpoint, signal: context.signal });
  try {
    return await examineAt(access, config, context);
  } finally {
    access.client.destroy();
  }
}

async function examineAt(
  access: UploadAccess,
  config: S3Config,
  context: ExamineContext,
): Promise<Examination> {
  const { client, endpoint, signal } = access;
  const observer = observeServer(client);
  const isLocal = context.s3Override !== undefined;
  const facts: ExaminationFact[] = [];
  const checks: ExaminationCheck[] = [];
  const notes = [...notesFor(config)];

  const credentials = await findCredentials(client, config, context.env);
  const { fact: region, region: regionName } = await regionFact(client, config, context.env);
  if (isLocal) {
    for (const name of ['credentials', 'region', 'endpoint']) {
      facts.push({ name, value: 'of the local S3 (`--local`)' });
    }
  } else {
    facts.push({ name: 'credentials', value: credentials.isFound ? credentials.words : 'none' });
    facts.push(region, await endpointFact(client, endpoint, context.env));
  }
  const policy = policyFor(config, regionName);
  if (!credentials.isFound) {
    const help =
      'set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or `profile`; or try the flow with `--local`';
    checks.push(failed('find credentials', credentials.why, help));
    return { facts, checks, leftovers: { total: 0, oldest: [] }, policy, notes };
  }

  const setting = config.compatibility;
  const recognition = await findProfile({ setting, endpoint, client, observer, signal });
  const { profile } = recognition;
  facts.push(...serverFacts(recognition));
  for (const { text } of adaptationsTo(profile, config)) notes.push(text);

  let total = 0;
  const oldest: ExaminationLeftover[] = [];
  const { mayWrite, probePrefix } = context;
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
  return { facts, checks, leftovers: { total, oldest }, policy, notes };
}

function failed(name: string, detail: string, help: string | undefined): ExaminationCheck {
  return {
    subject: 'connection',
    name,
    outcome: 'fails',
    isNeeded: true,
    detail,
    ...(help !== undefined && { help }),
  };
}

function notesFor({ bucket }: S3Config): readonly string[] {
  if (bucket !== undefined) return [];
  return [
    `the config names no bucket, so none was tried: put each one that \`$s3.bucket\` may name in the place of \`${SOME_BUCKET}\` in the policy`,
  ];
}
