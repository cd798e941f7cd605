import { EnvironmentError, FlowFailure } from '../../../../runtime/api.ts';
import type { ObjectAddress } from '../../client/object-store.ts';
import type { Retry } from '../../client/retry.ts';
import { problemOf } from '../../client/s3-problem.ts';
import { failureOf } from '../failure.ts';
import { BaseChanged } from '../load-base.ts';
import { ObjectUpload } from '../object-upload.ts';
import type { UploadOptions } from '../object-upload.ts';
import { OpenObject } from '../open-object.ts';
import type { SealedObject } from '../sealed-objects.ts';
import type { SinkParts } from '../sink-parts.ts';
import { findStopped, rememberStopped } from '../stopped-object.ts';
import type { StoppedObject } from '../stopped-object.ts';
import { uploadOptions } from '../upload-options.ts';
import { removeOrphans } from './remove-orphans.ts';
import type { Roll } from './roll-log.ts';
import type { SinkMemory } from './sink-memory.ts';
import type { OpenState, S3SinkState, SealedState, UploadState } from './state.ts';
import { readTail } from './tail-files.ts';

/** What an earlier run has left, ready to go on with. */
export interface RestoredSink {
  /** The open object, and the incoming one. */
  readonly open: readonly RestoredObject[];
  /** Made visible just now; the last checkpoint still has them sealed. */
  readonly published: readonly SealedObject[];
  readonly rolls: readonly Roll[];
  /** What a clean stop has ended. */
  readonly stopped: StoppedObject | null;
}

export interface RestoredObject {
  readonly object: OpenObject;
  readonly tail: Buffer;
}

/**
 * Takes up what the checkpoint says. Uploads of this flow that it does not know of are aborted, sealed objects become
 * visible, open ones are put together again.
 *
 * Rejects with EnvironmentError when files are damaged or an upload is gone, with FlowFailure when S3 refuses.
 */
export async function restoreSink(
  parts: SinkParts,
  memory: SinkMemory,
  state: S3SinkState | null,
  briefly: Retry,
): Promise<RestoredSink> {
  const { sealed = [], open = [] } = state ?? {};
  const rolls = await memory.rolls.read();
  if (rolls === undefined) throw damaged('the names of objects that were completed early', parts);
  const known = new Set([...sealed, ...open].map(({ uploadId }) => uploadId));
  await removeOrphans(known, parts, memory.journal, briefly);
  const options = uploadOptions(parts);
  const published: SealedObject[] = [];
  const access = { store: parts.store, retry: parts.retry, signal: parts.context.signal };
  let stopped = state?.stopped == null ? null : await findStopped(state.stopped, access);
  for (const [index, each] of sealed.entries()) {
    const next = sealed
      .slice(index + 1)
      .find(({ bucket, key }) => bucket === each.bucket && key === each.key);
    published.push(await publishSealed(each, next, parts, options));
    if (each.stoppedRoll === undefined) continue;
    const { bucket, key, eventKey, stoppedRoll: roll } = each;
    stopped = await rememberStopped({ bucket, key, eventKey, roll }, access);
  }
  const restored: RestoredObject[] = [];
  for (const each of open) restored.push(await restoreOpen(each, parts, memory, options));
  return { open: restored, published, rolls, stopped };
}

/**
 * An earlier run may have completed it already: that is settled by looking at the object. Or it has completed it and `next`
 * of the same key, too: then there is nothing left to be seen of it.
 */
async function publishSealed(
  state: SealedState,
  next: SealedState | undefined,
  parts: SinkParts,
  options: UploadOptions,
): Promise<SealedObject> {
  const { context, own } = parts;
  const { eventKey, eventBucket, attributes } = state;
  const upload = new ObjectUpload(state, eventKey, attributes, options);
  upload.restore(state);
  if (next !== undefined && (await isThere(next, parts)) === false) {
    own.ended(state.uploadId!);
    return { upload, eventKey, eventBucket };
  }
  try {
    await upload.publish();
    context.counters.objects++;
    return { upload, eventKey, eventBucket };
  } catch (error) {
    if (error instanceof BaseChanged || problemOf(error).status !== 404)
      throw failureOf(error, upload.address, options.ifAbsent);
    throw new FlowFailure(
      `object ${nameOf(state)} was about to be completed when the flow was ended; now its multipart upload is gone, and ` +
        'what is there under that key is not it',
      {
        help:
          'was the upload aborted (a lifecycle rule), or the object replaced or removed? Its content is lost; ' +
          `\`${context.resetCommand}\` begins anew`,
        cause: error,
      },
    );
  }
}

async function restoreOpen(
  state: OpenState,
  parts: SinkParts,
  memory: SinkMemory,
  options: UploadOptions,
): Promise<RestoredObject> {
  const tail = await readTail(memory.files, state.tail);
  if (tail === undefined) throw damaged(`the last bytes of object ${nameOf(state)}`, parts);
  const upload = new ObjectUpload(state, state.eventKey, state.attributes, options);
  upload.restore(state);
  if (state.uploadId !== null && (await isThere(state, parts)) === false) throw uploadGone(state, parts);
  const nowMs = parts.clock.nowMs();
  const object = new OpenObject({
    givenKey: state.eventKey,
    givenBucket: state.eventBucket ?? undefined,
    encoder: parts.context.createEncoder(),
    upload,
    openedMs: nowMs - state.ageMs,
    partBytes: parts.options.plan.partBytes(state.parts.length + 1),
    roll: state.roll ?? 0,
  });
  object.restore(state, nowMs);
  return { object, tail };
}

/** Is the upload still open? Undefined when we may not look. */
async function isThere(
  { bucket, key, uploadId }: UploadState,
  { store, retry, context: { signal } }: SinkParts,
): Promise<boolean | undefined> {
  const upload = { bucket, key, uploadId: uploadId! };
  return retry(`looking for the upload of ${nameOf(upload)}`, signal, async () => {
    try {
      return (await store.countParts(upload, signal)) !== null;
    } catch (error) {
      if (problemOf(error).kind === 'permanent') return undefined;
      throw error;
    }
  });
}

function uploadGone(address: ObjectAddress, { context }: SinkParts): EnvironmentError {
  return new EnvironmentError(
    `the multipart upload of ${nameOf(address)} that the checkpoint goes on with is gone from S3`,
    {
      help:
        'was it aborted by a lifecycle rule, or is this another server than before? ' +
        `\`${context.resetCommand}\` begins anew with what comes`,
    },
  );
}

function damaged(what: string, { context }: SinkParts): EnvironmentError {
  return new EnvironmentError(
    `cannot go on: ${what} cannot be read from \`${context.stateFolder ?? ''}\`: a file is missing or damaged`,
    { help: `put the folder back as it was, or begin anew: \`${context.resetCommand}\`` },
  );
}

function nameOf({ bucket, key }: ObjectAddress): string {
  return `\`${key}\` in bucket \`${bucket}\``;
}
