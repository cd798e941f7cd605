import type { S3Client } from '@aws-sdk/client-s3';
import { EnvironmentError, assertNever } from '../../../../runtime/api.ts';
import type { SourceContext } from '../../../../runtime/api.ts';
import { createRequestPace } from '../../client/request-pace.ts';
import type { Retry } from '../../client/retry.ts';
import { problemOf } from '../../client/s3-problem.ts';
import type { Clock } from '../../clock.ts';
import { UploadJournal } from '../../sink/checkpoint/upload-journal.ts';
import { keyFilter } from '../filter.ts';
import { asChangesPosition } from '../position.ts';
import type { ChangesConfig } from '../settings.ts';
import type { AfterAction, Actor } from './act.ts';
import { AfterWork } from './after-work.ts';
import { abortCopy } from './copy-large.ts';
import { FailedObjects } from './failed.ts';
import { TakenJournal } from './journal.ts';
import { movedKey, parseMoveTarget } from './move-target.ts';
import { createSdkAfterStore } from './sdk-after-store.ts';

export interface AfterOptions {
  readonly config: ChangesConfig;
  readonly context: SourceContext;
  readonly client: S3Client;
  readonly retry: Retry;
  readonly clock: Clock;
  /** More than this is copied in parts; tests make it small. */
  readonly maxCopyBytes?: number;
}

/** One request copies no more (Amazon S3 API reference, CopyObject). */
const MAX_COPY_BYTES = 5 * 1024 ** 3;

/** Objects that are worked on at the same time. */
export const AFTER_WIDTH = 16;

/** What setting `after` asks for; null for `keep`. */
export async function openAfterWork(options: AfterOptions): Promise<AfterWork | null> {
  const { config, context, client, retry, clock } = options;
  const action = actionOf(config);
  if (action === null) return null;
  const folder = context.stateFolder;
  if (folder === null || !context.checkpoints) throw needsCheckpoints(config);
  const pace = createRequestPace({
    max: AFTER_WIDTH,
    isThrottle: (error) => problemOf(error).class === 'throttle',
  });
  const ledger = await UploadJournal.open(folder, clock);
  const store = createSdkAfterStore(client, config.bucket);
  for (const upload of ledger.uploads) await abortCopy({ store, ledger }, upload, context.signal);
  const actor: Actor = {
    store,
    bucket: config.bucket,
    action,
    ledger,
    maxCopyBytes: options.maxCopyBytes ?? MAX_COPY_BYTES,
    retry: (what, signal, run) => retry(what, signal, (attempt) => pace.run(signal, () => run(attempt))),
  };
  const position = asChangesPosition(context.position);
  const journal = await TakenJournal.open(folder, position?.taken ?? null, position?.poll ?? 0);
  return new AfterWork({
    actor,
    journal,
    failed: await FailedObjects.open(folder),
    width: AFTER_WIDTH,
    logger: context.logger,
    name: context.name,
    signal: context.signal,
  });
}

function actionOf(config: ChangesConfig): AfterAction | null {
  switch (config.after) {
    case 'keep':
      return null;
    case 'delete':
      return { kind: 'delete' };
    case 'tag':
      return { kind: 'tag', tag: config.tag };
    case 'move':
      return moveOf(config);
    default:
      return assertNever(config.after);
  }
}

function moveOf(config: ChangesConfig): AfterAction {
  // Settings are checked before.
  const target = parseMoveTarget(config.move_to!).target!;
  const bucket = target.bucket ?? config.bucket;
  const isWanted = keyFilter(config);
  return {
    kind: 'move',
    place(object) {
      const moved = movedKey(target, object, config.prefix);
      if ('problem' in moved) return moved;
      const { key } = moved;
      const isWatched = bucket === config.bucket && key.startsWith(config.prefix) && isWanted(key);
      if (isWatched) return { problem: `\`${key}\`, where it would be moved to, is watched itself` };
      return { bucket, key };
    },
  };
}

function needsCheckpoints({ after }: ChangesConfig): EnvironmentError {
  return new EnvironmentError(`\`after = "${after}"\` needs checkpoints, and this flow makes none`, {
    help:
      'run it without --no-state, and write to sinks that can go on from a checkpoint; without them nobody knows when an ' +
      'object is not needed any more',
  });
}
