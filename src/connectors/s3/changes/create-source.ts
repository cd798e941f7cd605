import { EnvironmentError } from '../../../runtime/api.ts';
import type { Source, SourceContext } from '../../../runtime/api.ts';
import { checkBucket } from '../client/check-bucket.ts';
import { createS3Client } from '../client/create-client.ts';
import { resolveEndpoint } from '../client/endpoint.ts';
import { retryPolicyOf, timeoutsOf } from '../client/patience.ts';
import { credentialsRenewal } from '../client/renew-credentials.ts';
import { createRetry } from '../client/retry.ts';
import type { RetryPolicy } from '../client/retry.ts';
import type { Timeouts } from '../client/timeouts.ts';
import { createTroubleLog } from '../client/trouble-log.ts';
import { createWaitBoard } from '../client/wait-board.ts';
import { systemClock } from '../clock.ts';
import type { Clock } from '../clock.ts';
import { AFTER_WIDTH, openAfterWork } from './after/open-after-work.ts';
import { openFolder } from './inventory/folder.ts';
import type { InventoryFolder } from './inventory/folder.ts';
import { pacedBucketStore } from './paced-bucket-store.ts';
import { failureOfInventory } from './problems.ts';
import { createSdkBucketStore } from './sdk-bucket-store.ts';
import type { ChangesConfig } from './settings.ts';
import { ChangesSource } from './source.ts';

/** What tests may change. */
export interface SourceTuning {
  readonly clock?: Clock;
  readonly random?: () => number;
  readonly policy?: RetryPolicy;
  readonly timeouts?: Timeouts;
  /** From how many bytes on a copy is made in parts. */
  readonly after?: { readonly maxCopyBytes: number };
}

/** At the start somebody sits there and waits, and the mistake is often in the flow. */
const START_POLICY: RetryPolicy = { maxAttempts: 3, firstDelayMs: 200, maxDelayMs: 1000 };

/** Beside what is fetched: the listing, and checks. */
const SPARE_SOCKETS = 4;

/** Connects, checks the bucket, and gives a source that is ready to poll. */
export async function createChangesSource(
  config: ChangesConfig,
  context: SourceContext,
  tuning: SourceTuning = {},
): Promise<Source> {
  const { clock = systemClock, random = Math.random, policy = retryPolicyOf(config) } = tuning;
  const endpoint = resolveEndpoint(config, context);
  const client = createS3Client({
    endpoint,
    timeouts: tuning.timeouts ?? timeoutsOf(config),
    maxSockets: config.prefetch + SPARE_SOCKETS + (config.after === 'keep' ? 0 : AFTER_WIDTH),
  });
  const waits = createWaitBoard((text) => context.waiting(text), clock);
  try {
    const briefly = createRetry({ policy: START_POLICY, clock, random, waits });
    await checkBucket({ client, endpoint, retry: briefly, signal: context.signal }, config.bucket);
    const troubles = createTroubleLog(context.logger, clock);
    const renewCredentials = credentialsRenewal(client);
    const retry = createRetry({ policy, clock, random, waits, troubles, renewCredentials });
    const { bucket, prefix, head } = config;
    const folder = await openStateFolder(context);
    const options = { config, context, client, retry, clock, ...tuning.after };
    const after = await openAfterWork(options).catch((error: unknown) => {
      throw failureOfInventory(error, folder.path, context.resetCommand);
    });
    const store = createSdkBucketStore(client, { bucket, prefix, fetchOwner: head });
    return new ChangesSource({
      config,
      context,
      reader: { store: pacedBucketStore(store, config.prefetch), bucket, retry },
      folder,
      after,
      clock,
      nowMs: () => clock.wall().getTime() + client.config.systemClockOffset,
    });
  } catch (error) {
    client.destroy();
    throw error;
  }
}

async function openStateFolder({ stateFolder }: SourceContext): Promise<InventoryFolder> {
  try {
    return await openFolder(stateFolder);
  } catch (cause) {
    const { message } = cause as NodeJS.ErrnoException;
    throw new EnvironmentError(`the folder for inventories cannot be made: ${message}`, {
      help: 'choose another folder for the state with --state, or for temporary files with TMPDIR',
      cause,
    });
  }
}
