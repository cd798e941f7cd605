import type { Json, Position, Source } from '../api.ts';
import type { Identity } from '../checkpoint/checkpoint.ts';
import { identityOf } from '../checkpoint/identity.ts';
import type { ConnectorPlan, FlowPlan } from '../plan.ts';
import { createCounters } from './counters.ts';
import { sealIdentity } from './hide-secrets.ts';
import { SettledPositions } from './settled-positions.ts';
import type { SinkRunner } from './sink-runner.ts';
import type { ConnectorStatus } from './status.ts';

/** A created connector and what runs of it. */
export class Connector {
  readonly plan: ConnectorPlan;
  readonly counters = createCounters();
  readonly isSource: boolean;
  readonly isSink: boolean;
  readonly identity: Identity;
  source: Source | null = null;
  sink: SinkRunner | null = null;
  waiting: string | null = null;
  /** Of its source: after the last batch that everybody has accepted. */
  position: Position = null;
  /** The position that its source was last told to be durable. */
  committed: Position = null;
  /** The position up to which it was last told that everything is complete. */
  settled: Position = null;
  /** Where its source was at the cuts of this run. */
  readonly settledPositions = new SettledPositions();
  /** What its sink goes on from. */
  restored: Json = null;
  /** Its source came to its end by itself. */
  hasEnded = false;

  constructor(plan: ConnectorPlan, flow: FlowPlan) {
    this.plan = plan;
    const roles = plan.definition.roles(plan.config);
    const is = (end: { what: string; name: string }): boolean =>
      end.what === 'connector' && end.name === plan.name;
    // Only what is connected runs: `stdio` that is only written to never reads the terminal.
    this.isSource = roles.source && flow.links.some((link) => is(link.from));
    this.isSink = roles.sink && flow.links.some((link) => is(link.to));
    this.identity = sealIdentity(identityOf(plan, this), flow.secrets);
  }

  status(): ConnectorStatus {
    return {
      name: this.plan.name,
      type: this.plan.definition.type,
      role: this.isSource ? (this.isSink ? 'both' : 'source') : 'sink',
      counters: this.counters,
      waiting: this.waiting,
    };
  }

  async close(): Promise<void> {
    const results = await Promise.allSettled([this.source?.close(), this.sink?.close()]);
    for (const result of results) if (result.status === 'rejected') throw asError(result.reason);
  }
}

export function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
