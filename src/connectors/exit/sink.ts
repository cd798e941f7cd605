import type { Batch, ExitRequest, Json, Sink, SinkContext, Value } from '../../runtime/api.ts';
import { toJs } from '../../runtime/value/convert.ts';
import { asRecord } from '../../runtime/value/kind.ts';
import type { Clock } from '../clock.ts';
import { systemClock } from '../clock.ts';
import type { ExitSettings } from './settings.ts';
import { exitFields } from './settings.ts';

/** The end that has been asked for and has not come yet. */
interface Pending extends ExitRequest {
  /** By `Clock.nowMs`. */
  readonly atMs: number;
}

/** Asks for the end when the first event comes. */
export function createExitSink(config: ExitSettings, context: SinkContext, clock: Clock = systemClock): Sink {
  let isAsked = false;
  let pending: Pending | null = null;
  let cancel: () => void = () => undefined;

  const ask = (): void => {
    if (pending === null) return;
    const { graceful, code } = pending;
    isAsked = true;
    context.exit({ graceful, code });
  };
  const schedule = (delayMs: number, graceful: boolean, code: number): void => {
    pending = { graceful, code, atMs: clock.nowMs() + delayMs };
    if (delayMs <= 0) ask();
    else cancel = clock.after(delayMs, ask);
  };
  const restored = asExitState(context.restored);
  if (restored !== null) schedule(restored.leftMs, true, restored.code);

  return {
    write(batch: Batch) {
      for (let index = 0; index < batch.length && pending === null; index++) {
        const fields = fieldsOf(batch.values[index]!);
        if (typeof fields === 'string') {
          context.refuse(batch, index, fields);
          continue;
        }
        const { delay, graceful, code } = { ...config, ...fields };
        schedule(delay, graceful, code);
      }
    },
    // A flow that was killed while it waited would never end: the event has been taken. An end by force is not repeated,
    // because the flow would come no further.
    async snapshot(): Promise<Json> {
      if (pending === null || !pending.graceful) return null;
      return { leftMs: Math.max(0, Math.ceil(pending.atMs - clock.nowMs())), code: pending.code };
    },
    async finish() {
      cancel();
      // The flow ends already; only what the command exits with is left to say.
      if (pending !== null && !isAsked) context.exit({ graceful: true, code: pending.code });
      pending = null;
    },
    async close() {
      cancel();
    },
  };
}

/** What an event says of the end, or what is wrong with it. */
function fieldsOf(event: Value): Partial<ExitSettings> | string {
  if (asRecord(event) === undefined) return {};
  const result = exitFields.safeParse(toJs(event));
  if (result.success) {
    // Fields that are not given must not hide the settings.
    return Object.fromEntries(Object.entries(result.data).filter(([, value]) => value !== undefined));
  }
  const { path, message } = result.error.issues[0]!;
  return `the field \`${path.join('.')}\` does not say how to end: ${EXPECTED[String(path[0])] ?? message}`;
}

const EXPECTED: Readonly<Record<string, string>> = {
  delay: 'expected a duration such as "5s", or an integer of nanoseconds',
  graceful: 'expected a bool',
  code: 'expected an integer from 0 to 255',
};

function asExitState(state: Json): { readonly leftMs: number; readonly code: number } | null {
  // Only this connector writes its state.
  return state as { readonly leftMs: number; readonly code: number } | null;
}
