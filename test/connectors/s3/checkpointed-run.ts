/**
 * A sink that is run as the engine runs it, with checkpoints, and killed as `kill -9` does it: at some step nothing of the
 * process happens any more, and what is in S3, in the state folder and in the last checkpoint is all that the next one has.
 */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import type { FinishReason, Json } from '../../../src/runtime/api.ts';
import { batchOf, recordSink } from '../../kit/sink-context.ts';
import type { SinkRecord, TestEvent } from '../../kit/sink-context.ts';
import type { FakeStore } from './fake-store.ts';
import { resumeDriven } from './sink-driver.ts';
import type { DriveOptions } from './sink-driver.ts';

/** What outlives a process. */
export interface Durable {
  readonly store: FakeStore;
  /** Where processes have their folders: one each, a copy of what the one before had when it was killed. */
  readonly root: string;
  /** How many processes there were. */
  processes: number;
  checkpoint: { readonly state: string; readonly position: number } | null;
}

export interface RunOptions {
  readonly events: readonly TestEvent[];
  /** How many events come in a batch, in turn. */
  readonly batchSizes: readonly number[];
  /** After how many batches a checkpoint is due, in turn. */
  readonly checkpointEvery: readonly number[];
  /** The step at which the process is killed; Infinity to let it end. */
  readonly killAt: number;
  /** The flow is stopped when so many events have been accepted. */
  readonly stopAt?: number;
  readonly drive?: DriveOptions;
  /** Before each batch. */
  readonly beforeBatch?: () => void;
}

export interface RunResult {
  readonly isKilled: boolean;
  /** How many steps the process took. */
  readonly steps: number;
  readonly record: SinkRecord;
}

const KILLED = Symbol('killed');

/** Runs a process until it ends or is killed. */
export async function runProcess(durable: Durable, run: RunOptions): Promise<RunResult> {
  const folder = join(durable.root, String(durable.processes++));
  let steps = 0;
  let die: (value: typeof KILLED) => void;
  const death = new Promise<typeof KILLED>((resolve) => (die = resolve));
  let isDead = false;
  /** False when the process is dead: then nothing may happen. */
  const survives = (): boolean => {
    if (isDead) return false;
    if (steps++ < run.killAt) return true;
    isDead = true;
    const next = join(durable.root, String(durable.processes));
    cpSync(folder, next, { recursive: true });
    die(KILLED);
    return false;
  };
  const alive = async (): Promise<void> => {
    if (!survives()) await forever();
  };
  const onTheirWay = new Set<Promise<unknown>>();
  const onStep = (): void => void survives();
  subscribe('flowrun:step', onStep);
  let isAsked = false;
  let onAsked = (): void => undefined;
  const record = recordSink({
    stateFolder: folder,
    restored: durable.checkpoint === null ? null : (JSON.parse(durable.checkpoint.state) as Json),
    checkpointSoon: () => {
      isAsked = true;
      onAsked();
    },
  });
  try {
    const work = live();
    work.catch(() => undefined);
    const isKilled = (await Promise.race([work, death])) === KILLED;
    // What was on its way then arrives before the next process is there.
    await Promise.allSettled(onTheirWay);
    if (!isKilled) cpSync(folder, join(durable.root, String(durable.processes)), { recursive: true });
    return { isKilled, steps, record };
  } finally {
    unsubscribe('flowrun:step', onStep);
  }

  async function live(): Promise<void> {
    const { sink } = await resumeDriven({
      ...run.drive,
      record,
      store: mortalStore(durable.store, survives, onTheirWay),
      inlineBytes: 8,
    });
    let position = durable.checkpoint?.position ?? 0;
    let checkpoint: Promise<void> | null = null;
    let batches = 0;
    let untilDue = run.checkpointEvery[0]!;
    const beginCheckpoint = (): void => {
      isAsked = false;
      checkpoint = makeCheckpoint(sink.snapshot(), position).finally(() => (checkpoint = null));
      checkpoint.catch(() => undefined);
    };
    const makeCheckpoint = async (snapshot: Promise<Json>, cutAt: number): Promise<void> => {
      const state = JSON.stringify(await snapshot);
      await alive();
      if (!isDead) durable.checkpoint = { state, position: cutAt };
      await alive();
      await sink.commit();
      await alive();
    };

    if (durable.checkpoint === null) await makeCheckpoint(sink.snapshot(), 0);
    const endAt = Math.min(run.stopAt ?? Infinity, run.events.length);
    while (position < endAt) {
      run.beforeBatch?.();
      const size = run.batchSizes[batches++ % run.batchSizes.length]!;
      await sink.write(batchOf(run.events.slice(position, position + size)));
      position = Math.min(position + size, run.events.length);
      await alive();
      if (checkpoint === null && (isAsked || --untilDue <= 0)) {
        untilDue = run.checkpointEvery[batches % run.checkpointEvery.length]!;
        beginCheckpoint();
      }
    }
    const reason: FinishReason = position < run.events.length ? 'stop' : 'end';
    let isFinished = false;
    const finishing = sink.finish(reason).finally(() => (isFinished = true));
    finishing.catch(() => undefined);
    while (!isFinished) {
      if (checkpoint === null && isAsked) beginCheckpoint();
      await Promise.race([finishing, checkpoint ?? new Promise<void>((resolve) => (onAsked = resolve))]);
    }
    await finishing;
    // The compiler does not see that `beginCheckpoint` sets it.
    await (checkpoint as Promise<void> | null);
    await makeCheckpoint(sink.snapshot(), position);
    await sink.close();
  }
}

/** The store as one process sees it: each request is two steps, before it acts and after. */
function mortalStore(
  store: FakeStore,
  survives: () => boolean,
  onTheirWay: Set<Promise<unknown>>,
): FakeStore {
  const mortal = <I extends unknown[], O>(request: (...input: I) => Promise<O>) => {
    return async (...input: I): Promise<O> => {
      // At once: nothing may happen between the step and the request.
      if (!survives()) return forever();
      const answer = request(...input);
      onTheirWay.add(answer);
      try {
        return await answer;
      } finally {
        onTheirWay.delete(answer);
        if (!survives()) await forever();
      }
    };
  };
  return {
    ...store,
    put: mortal((...input) => store.put(...input)),
    createUpload: mortal((...input) => store.createUpload(...input)),
    uploadPart: mortal((...input) => store.uploadPart(...input)),
    copyPart: mortal((...input) => store.copyPart(...input)),
    read: mortal((...input) => store.read(...input)),
    completeUpload: mortal((...input) => store.completeUpload(...input)),
    abortUpload: mortal((...input) => store.abortUpload(...input)),
    countParts: mortal((...input) => store.countParts(...input)),
    listUploads: mortal((...input) => store.listUploads(...input)),
    look: mortal((...input) => store.look(...input)),
  };
}

function forever(): Promise<never> {
  return new Promise(() => undefined);
}
