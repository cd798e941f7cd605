import type { Writable } from 'node:stream';
import type { Batch, Sink, SinkContext } from '../../runtime/api.ts';
import { ByteWriter, encodeBatch } from '../../runtime/api.ts';
import type { Clock } from '../clock.ts';
import { systemClock } from '../clock.ts';
import { Histogram } from './histogram.ts';
import { reportJson, reportText } from './report.ts';
import type { BenchSettings } from './settings.ts';

/** Encodes every event, forgets it, and measures. */
export function createBenchSink(
  config: BenchSettings,
  context: SinkContext,
  output: Writable,
  clock: Clock = systemClock,
): Sink {
  const encoder = context.createEncoder();
  const forgotten = new ByteWriter(512 * 1024);
  const latencies = new Histogram(config.significant_figures);
  /** When the first event came, and when the first one that counts. */
  let firstMs: number | null = null;
  let measuredFromMs: number | null = null;
  let lastMs = 0;
  let bytes = 0;
  let cancel: () => void = () => undefined;

  const begin = (nowMs: number): void => {
    firstMs = nowMs;
    if (config.stop_after_secs === 0) return;
    const ms = (config.warmup_secs + config.stop_after_secs) * 1_000;
    cancel = clock.after(ms, () => context.exit({ graceful: true, code: 0 }));
  };
  const forget = (isMeasured: boolean): void => {
    context.counters.bytesOut += forgotten.length;
    if (isMeasured) bytes += forgotten.length;
    forgotten.truncate(0);
  };

  return {
    write(batch: Batch) {
      if (batch.length === 0) return;
      const beganMs = clock.nowMs();
      if (firstMs === null) begin(beganMs);
      const isMeasured = beganMs - firstMs! >= config.warmup_secs * 1_000;
      if (isMeasured) measuredFromMs ??= beganMs;
      encodeBatch(batch, encoder, forgotten, context);
      forget(isMeasured);
      if (!isMeasured) return;
      lastMs = clock.nowMs();
      latencies.record(Math.max(0, Number(context.now() - batch.ingestNs)), batch.length);
    },
    snapshot: async () => null,
    async finish() {
      cancel();
      encoder.finish(forgotten);
      forget(measuredFromMs !== null);
      const seconds = measuredFromMs === null ? 0 : (lastMs - measuredFromMs) / 1_000;
      const measured = { events: latencies.total, bytes, seconds, latencies };
      if (config.structured) output.write(`${reportJson(measured)}\n`);
      else context.logger.info(`${context.name}: ${reportText(measured)}`);
    },
    async close() {
      cancel();
    },
  };
}
