import type { Source, SourceBatch, SourceContext, Value } from '../../runtime/api.ts';
import { Batch } from '../../runtime/api.ts';
import { integer } from '../../runtime/value/kind.ts';
import type { Clock } from '../clock.ts';
import { pause, systemClock } from '../clock.ts';
import type { Due } from './agenda.ts';
import { Agenda } from './agenda.ts';
import { asCronPosition } from './position.ts';
import type { CrononomeSettings } from './settings.ts';

const ORIGIN = { uri: 'crononome:' };

const MAX_BATCH = 256;

/** The clock on the wall may be set, or the machine may sleep: so it is looked at this often, at least. */
const LOOK_AGAIN_MS = 30_000;

/** A clock that is set back by more than this was wrong before; for less, nothing is due twice. */
const CORRECTION_MS = 60 * 60_000;

/** Gives an event for each time at which an entry is due. */
export function createCrononomeSource(
  config: CrononomeSettings,
  context: SourceContext,
  clock: Clock = systemClock,
): Source {
  const start = asCronPosition(context.position);
  let handledMs = start?.handledMs ?? clock.wallMs();
  let id = start?.id ?? 0;
  const leftOut = (name: string, sinceMs: number): void => {
    const since = new Date(sinceMs).toISOString();
    context.logger.warn(`${context.name}: \`${name}\` was due at ${since} and could not be given in time`, {
      missed: config.missed,
    });
  };
  const agendaFrom = (ms: number): Agenda => new Agenda(config, ms, leftOut);
  let agenda = agendaFrom(handledMs);

  const batchOf = (due: readonly Due[]): SourceBatch => {
    const out = new Batch(ORIGIN, context.now());
    for (const { entry, dueMs } of due) {
      const trigger = new Map<string, Value>([['name', entry.name]]);
      if (entry.payload !== undefined) trigger.set('payload', entry.payload);
      const event = new Map<string, Value>([
        ['connector', 'crononome'],
        ['ingest_ns', integer(out.ingestNs)],
        ['id', id],
        ['trigger', trigger],
      ]);
      const dueNs = integer(BigInt(dueMs) * 1_000_000n);
      const meta = new Map<string, Value>([['trigger', trigger]]).set('due_ns', dueNs);
      out.push(event, new Map([['crononome', meta]]), -1);
      id++;
    }
    return { out, err: null, position: { id, handledMs } };
  };

  return {
    async *read(stop): AsyncIterable<SourceBatch> {
      if (stop.aborted) return;
      // From here on nothing is forgotten, also if the flow is killed before anything is due.
      yield batchOf([]);
      while (!stop.aborted) {
        const nowMs = clock.wallMs();
        if (nowMs < handledMs - CORRECTION_MS) {
          context.logger.warn(`${context.name}: the clock was set back; goes on from what it shows now`);
          handledMs = nowMs;
          agenda = agendaFrom(handledMs);
        }
        const due = agenda.take(nowMs, MAX_BATCH);
        if (due.length > 0) {
          handledMs = due.at(-1)!.dueMs;
          yield batchOf(due);
          continue;
        }
        const { nextMs } = agenda;
        if (nextMs === null) return;
        await pause(clock, Math.min(Math.max(nextMs - nowMs, 1), LOOK_AGAIN_MS), stop);
      }
    },
    close: async () => undefined,
  };
}
