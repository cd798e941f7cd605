import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Source, SourceBatch, SourceContext } from '../../runtime/api.ts';
import { EMPTY_RECORD, bug } from '../../runtime/api.ts';
import type { Clock } from '../clock.ts';
import { pause, systemClock } from '../clock.ts';
import { GivenFrames } from './given-frames.ts';
import type { Frames } from './load-frames.ts';
import { loadFrames } from './load-frames.ts';
import type { BenchSettings } from './settings.ts';

const CHUNK_BYTES = 256 * 1024;

/** Replays a file. Rejects with EnvironmentError when there is nothing in it to replay. */
export async function createBenchSource(
  config: BenchSettings,
  context: SourceContext,
  clock: Clock = systemClock,
): Promise<Source> {
  const path = config.path ?? bug('a bench without a path reads nothing');
  const frames = await loadFrames({ ...config, path }, context.baseDir);
  const framer = new GivenFrames(frames);
  const uri = pathToFileURL(resolve(context.baseDir, path)).href;
  return {
    async *read(stop): AsyncIterable<SourceBatch> {
      const decoded = context.decode({
        origin: { uri },
        framer,
        meta: EMPTY_RECORD,
        startOffset: 0,
        skipEvents: 0,
        chunks: replay(frames, framer, config, clock, stop),
      });
      for await (const { out, err } of decoded) {
        if (stop.aborted) return;
        yield { out, err, position: null };
      }
    },
    close: async () => undefined,
  };
}

/** The file, again and again, in chunks that end where an event ends. */
async function* replay(
  frames: Frames,
  framer: GivenFrames,
  config: BenchSettings,
  clock: Clock,
  stop: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const { interval, warmup_secs, stop_after_secs } = config;
  const began = clock.nowMs();
  const endMs = stop_after_secs > 0 ? began + (warmup_secs + stop_after_secs) * 1_000 : Infinity;
  const rounds = (config.iters ?? 0) * frames.starts.length;
  const total = Math.min(rounds === 0 ? Infinity : rounds, config.stop_after_events ?? Infinity);
  for (let given = 0; given < total && !stop.aborted;) {
    const nowMs = clock.nowMs();
    if (nowMs >= endMs) return;
    let due = total - given;
    if (interval !== undefined) {
      due = Math.min(due, Math.floor((nowMs - began) / interval) + 1 - given);
      if (due <= 0) {
        await pause(clock, Math.min(began + given * interval, endMs) - nowMs, stop);
        continue;
      }
    }
    const first = given % frames.starts.length;
    const behind = endOfChunk(frames, first, Math.min(first + due, frames.starts.length));
    framer.expect(first);
    yield frames.bytes.subarray(frames.starts[first], frames.ends[behind - 1]);
    given += behind - first;
  }
}

/** The frame behind the last one of a chunk that begins at `first`. */
function endOfChunk({ starts, ends }: Frames, first: number, limit: number): number {
  let behind = first + 1;
  while (behind < limit && ends[behind]! - starts[first]! <= CHUNK_BYTES) behind++;
  return behind;
}
