import { EnvironmentError } from '../../../runtime/api.ts';
import type {
  Examination,
  ExaminationCheck,
  ExaminationFact,
  ExamineContext,
  PolicyStatement,
} from '../../../runtime/api.ts';
import { findProfile } from '../client/compatibility/find-profile.ts';
import { observeServer } from '../client/compatibility/observe-server.ts';
import type { CompatibilityProfile } from '../client/compatibility/profile.ts';
import { resolveEndpoint } from '../client/endpoint.ts';
import type { S3Endpoint } from '../client/endpoint.ts';
import type { ConnectionConfig } from '../connection-settings.ts';
import type { S3Config } from '../settings.ts';
import { openUploadAccess } from '../uploads/upload-access.ts';
import type { UploadAccess } from '../uploads/upload-access.ts';
import { endpointFact, regionFact, serverFacts } from './connection-facts.ts';
import { findCredentials } from './credentials.ts';

/** What was found out behind the connection. */
export interface Findings {
  readonly checks: readonly ExaminationCheck[];
  readonly leftovers: Examination['leftovers'];
  readonly notes: readonly string[];
}

/** What a connector to S3 wants to have examined. */
export interface Subject {
  readonly config: ConnectionConfig;
  readonly compatibility: S3Config['compatibility'];
  /** What the flow must be allowed to do. */
  policy(region: string | undefined): readonly PolicyStatement[];
  /** What is to be said whatever is found. */
  readonly notes: readonly string[];
  /** Tries what the connector will do. Rejects only when it is aborted. */
  probe(access: UploadAccess, profile: CompatibilityProfile): Promise<Findings>;
}

const NONE: Examination['leftovers'] = { total: 0, oldest: [] };

/** What stands between a connector and its S3: who we are, where it is, what it is, and what `probe` finds there. */
export async function examineConnection(subject: Subject, context: ExamineContext): Promise<Examination> {
  let endpoint: S3Endpoint;
  try {
    endpoint = resolveEndpoint(subject.config, context);
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error;
    return {
      facts: [],
      checks: [failed('read the settings', error.message, error.help)],
      leftovers: NONE,
      policy: subject.policy(subject.config.region),
      notes: subject.notes,
    };
  }
  const access = openUploadAccess({ endpoint, signal: context.signal });
  try {
    return await examineAt(access, subject, context);
  } finally {
    access.client.destroy();
  }
}

async function examineAt(
  access: UploadAccess,
  subject: Subject,
  context: ExamineContext,
): Promise<Examination> {
  const { client, endpoint, signal } = access;
  const { config } = subject;
  const observer = observeServer(client);
  const isLocal = context.s3Override !== undefined;
  const facts: ExaminationFact[] = [];

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
  const policy = subject.policy(regionName);
  if (!credentials.isFound) {
    const help =
      'set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or `profile`; or try the flow with `--local`';
    const checks = [failed('find credentials', credentials.why, help)];
    return { facts, checks, leftovers: NONE, policy, notes: subject.notes };
  }

  const setting = subject.compatibility;
  const recognition = await findProfile({ setting, endpoint, client, observer, signal });
  facts.push(...serverFacts(recognition));
  const { checks, leftovers, notes } = await subject.probe(access, recognition.profile);
  return { facts, checks, leftovers, policy, notes: [...subject.notes, ...notes] };
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
