import type { S3Client } from '@aws-sdk/client-s3';
import { EnvironmentError } from '../../../runtime/api.ts';
import type { Sink, SinkContext } from '../../../runtime/api.ts';
import { adaptationsTo } from '../client/compatibility/adaptations.ts';
import { findProfile } from '../client/compatibility/find-profile.ts';
import { lookFirst } from '../client/compatibility/look-first.ts';
import { observeServer } from '../client/compatibility/observe-server.ts';
import type { CompatibilityProfile } from '../client/compatibility/profile.ts';
import { checkBucket } from '../client/check-bucket.ts';
import { createS3Client } from '../client/create-client.ts';
import { resolveEndpoint } from '../client/endpoint.ts';
import { createBodyIntegrity } from '../client/integrity.ts';
import type { ObjectStore } from '../client/object-store.ts';
import { retryPolicyOf, timeoutsOf } from '../client/patience.ts';
import { pacedStore } from '../client/paced-store.ts';
import { credentialsRenewal } from '../client/renew-credentials.ts';
import { createRetry } from '../client/retry.ts';
import type { RetryPolicy } from '../client/retry.ts';
import { createSdkObjectStore } from '../client/sdk-object-store.ts';
import { steppedStore } from '../client/stepped-store.ts';
import type { Timeouts } from '../client/timeouts.ts';
import { createTroubleLog } from '../client/trouble-log.ts';
import { createWaitBoard } from '../client/wait-board.ts';
import { systemClock } from '../clock.ts';
import type { Clock } from '../clock.ts';
import type { S3Config } from '../settings.ts';
import { sinkOptions } from './options.ts';
import { resumeSink } from './resume-sink.ts';
import type { SinkOptions } from './options.ts';

/** What tests may change. */
export interface SinkTuning {
  readonly clock?: Clock;
  readonly random?: () => number;
  readonly policy?: RetryPolicy;
  readonly timeouts?: Timeouts;
  /** In the place of what the settings say, for sizes that S3 would refuse. */
  readonly options?: Partial<SinkOptions>;
}

/** At the start somebody sits there and waits, and the mistake is often in the flow. */
const START_POLICY: RetryPolicy = { maxAttempts: 3, firstDelayMs: 200, maxDelayMs: 1000 };

/** Beside the parts and objects: checks and clean-up. */
const SPARE_SOCKETS = 4;

/** Connects, checks the bucket, and gives a sink that is ready for events. */
export async function createS3Sink(
  config: S3Config,
  context: SinkContext,
  tuning: SinkTuning = {},
): Promise<Sink> {
  const { clock = systemClock, random = Math.random, policy = retryPolicyOf(config) } = tuning;
  refuseSuspension(config, context);
  const maxWrites = config.max_parts_in_flight + config.max_objects_in_flight;
  const endpoint = resolveEndpoint(config, context);
  const client = createS3Client({
    endpoint,
    timeouts: tuning.timeouts ?? timeoutsOf(config),
    maxSockets: maxWrites + SPARE_SOCKETS,
  });
  const observer = observeServer(client);
  const waits = createWaitBoard((text) => context.waiting(text), clock);
  const troubles = createTroubleLog(context.logger, clock);
  const retry = createRetry({
    policy,
    clock,
    random,
    waits,
    troubles,
    renewCredentials: credentialsRenewal(client),
  });
  const briefly = createRetry({ policy: START_POLICY, clock, random, waits });
  if (config.bucket !== undefined) {
    try {
      await checkBucket({ client, endpoint, retry: briefly, signal: context.signal }, config.bucket);
    } catch (error) {
      client.destroy();
      throw error;
    }
    warnOfSkew(client.config.systemClockOffset, context);
  }
  const { signal } = context;
  const setting = config.compatibility;
  const { profile } = await findProfile({ setting, endpoint, client, observer, signal });
  for (const { level, text } of adaptationsTo(profile, config)) context.logger[level](text);
  const options = { ...sinkOptions(config, context, profile), ...tuning.options };
  const store = pacedStore(steppedStore(createStore(client, profile, context)), maxWrites);
  try {
    return await resumeSink({ options, context, store, retry, clock }, briefly);
  } catch (error) {
    store.close();
    throw error;
  }
}

/** The requests, as this server wants them. */
function createStore(client: S3Client, profile: CompatibilityProfile, { logger }: SinkContext): ObjectStore {
  const integrity = createBodyIntegrity(profile.integrity.is, () =>
    logger.info('the server takes no CRC32: from now on bodies are protected by Content-MD5'),
  );
  return lookFirst(createSdkObjectStore(client, integrity), profile);
}

/** The SDK has learnt the offset from an answer, and dates requests by it. */
function warnOfSkew(offsetMs: number, { logger }: SinkContext): void {
  const minutes = Math.round(Math.abs(offsetMs) / 60_000);
  if (minutes < 5) return;
  logger.warn(
    `the clock of this machine is ${minutes} minutes off; requests to S3 are dated by the clock of S3`,
  );
}

/** Without checkpoints nobody would ever come back to what was left open. */
function refuseSuspension({ on_stop }: S3Config, { checkpoints }: SinkContext): void {
  if (on_stop === 'complete' || checkpoints) return;
  throw new EnvironmentError('`on_stop = "suspend"` takes checkpoints, and this flow runs without', {
    help: 'run it without --no-state, or set `on_stop` to "complete"',
  });
}
