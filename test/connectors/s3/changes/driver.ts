/**
 * A source on a real server, with a sink that keeps what it was told only as far as a checkpoint reaches: what comes
 * behind the last one is gone when the process is killed, as the bytes of an exactly-once sink are.
 */
import type { Position, Source, SourceBatch, SourceContext, Value } from '../../../../src/runtime/api.ts';
import { createChangesSource } from '../../../../src/connectors/s3/changes/create-source.ts';
import { changesSettings } from '../../../../src/connectors/s3/changes/settings.ts';
import type { SourceTuning } from '../../../../src/connectors/s3/changes/create-source.ts';
import { asRecord } from '../../../../src/runtime/value/kind.ts';
import { sourceContext } from '../../../kit/source-context.ts';
import { TEST_POLICY } from '../sink-driver.ts';
import type { TestServer } from '../test-server.ts';

/** What outlives a process. */
export interface WatchState {
  readonly folder: string;
  position: Position;
  /** Events that a checkpoint contains. */
  readonly events: Told[];
}

export interface Told {
  readonly port: 'out' | 'err';
  readonly value: unknown;
  readonly meta: unknown;
}

export interface WatchOptions {
  readonly context?: Partial<SourceContext>;
  readonly tuning?: SourceTuning;
  /** Makes a checkpoint behind this batch (counted from 0). */
  readonly isCheckpoint?: (batch: number) => boolean;
  /** Have the sinks completed all that this checkpoint contains? Default: yes. */
  readonly isSettled?: (batch: number) => boolean;
  /** The process is killed when so many batches have come. */
  readonly killAfter?: number;
}

export function newState(folder: string): WatchState {
  return { folder, position: null, events: [] };
}

export async function openSource(
  server: TestServer,
  settings: object,
  { context = {}, tuning = {} }: WatchOptions = {},
): Promise<Source> {
  const policy = { ...TEST_POLICY, firstDelayMs: 1, maxDelayMs: 5 };
  const full = sourceContext({ s3Override: server.override, ...context });
  return createChangesSource(changesSettings.parse({ once: true, ...settings }), full, { policy, ...tuning });
}

/** Runs the source until it ends or is killed; gives whether it ended. */
export async function watch(
  server: TestServer,
  settings: object,
  state: WatchState,
  options: WatchOptions = {},
): Promise<boolean> {
  const { isCheckpoint = () => false, isSettled = () => true, killAfter = Infinity } = options;
  const context = { stateFolder: state.folder, position: state.position, ...options.context };
  const source = await openSource(server, settings, { ...options, context });
  let pending: Told[] = [];
  let position = state.position;
  let settled: Position = null;
  let batches = 0;
  const checkpoint = async (): Promise<void> => {
    await source.prepare?.(position);
    state.position = JSON.parse(JSON.stringify(position)) as Position;
    state.events.push(...pending);
    pending = [];
    if (isSettled(batches)) settled = state.position;
    await source.commit?.(state.position, settled);
  };
  try {
    for await (const batch of source.read(new AbortController().signal)) {
      if (batches === killAfter) return false;
      pending.push(...toldBy(batch));
      position = batch.position;
      if (isCheckpoint(batches++)) await checkpoint();
    }
    await checkpoint();
    return true;
  } finally {
    await source.close();
  }
}

function toldBy({ out, err }: SourceBatch): Told[] {
  const told = (port: 'out' | 'err', batch: typeof out): Told[] =>
    batch.values.map((value, index) => ({
      port,
      value: plain(value),
      meta: plain(batch.metas[index]!.get('s3_changes') ?? null),
    }));
  return [...told('out', out), ...(err === null ? [] : told('err', err))];
}

/** Records as objects, so that tests can be read. */
export function plain(value: Value): unknown {
  const record = asRecord(value);
  if (record === undefined) return value;
  return Object.fromEntries(Array.from(record, ([name, field]): [string, unknown] => [name, plain(field)]));
}

/** Text as it is, and `null`. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
