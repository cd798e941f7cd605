import type { SinkContext } from '../../../runtime/api.ts';
import { systemClock } from '../clock.ts';
import type { Clock } from '../clock.ts';
import { howToLook } from './how-to-look.ts';
import type { ObjectUpload } from './object-upload.ts';

/** How long the removal of an upload may take: when the flow ends by itself, and when it is ended by force. */
const CLEAN_UP_MS = 30_000;
const FORCED_CLEAN_UP_MS = 1_000;

/** Removes an upload from S3. Never rejects: what cannot be removed is told to those who pay for it. */
export async function giveUp(
  upload: ObjectUpload,
  context: SinkContext,
  clock: Clock = systemClock,
): Promise<void> {
  const { key, bucket } = upload.address;
  try {
    await remove(upload, context.signal, clock);
  } catch (error) {
    context.logger.warn(
      `the multipart upload of \`${key}\` in bucket \`${bucket}\` could not be removed and costs storage until it is; ` +
        howToLook(upload.address),
      { bucket, key, error: String(error) },
    );
  }
}

/** Patiently, unless the flow is, or is meanwhile, ended by force: then there is one attempt, and a second for it. */
async function remove(upload: ObjectUpload, force: AbortSignal, clock: Clock): Promise<void> {
  if (!force.aborted) {
    try {
      await within(CLEAN_UP_MS, clock, force, (signal) => upload.abort(signal, 'patiently'));
      return;
    } catch (error) {
      if (!force.aborted) throw error;
    }
  }
  await within(FORCED_CLEAN_UP_MS, clock, undefined, (signal) => upload.abort(signal, 'once'));
}

/** Rejects after `limitMs` or when `force` is aborted, whether or not `action` heeds the signal that it is given. */
async function within(
  limitMs: number,
  clock: Clock,
  force: AbortSignal | undefined,
  action: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const ending = new AbortController();
  const ended = new Promise<never>((_, reject) => {
    ending.signal.addEventListener('abort', () => reject(ending.signal.reason as Error));
  });
  const giveUpNow = (): void => ending.abort(new Error('the flow was ended by force'));
  const cancel = clock.after(limitMs, () => ending.abort(new Error(`not done within ${limitMs / 1000} s`)));
  force?.addEventListener('abort', giveUpNow, { once: true });
  try {
    await Promise.race([action(ending.signal), ended]);
  } finally {
    cancel();
    force?.removeEventListener('abort', giveUpNow);
  }
}
