import type { ConnectorCounters } from '../api.ts';
import type { CheckpointStatus } from '../checkpoint/checkpoints.ts';

/** What a connector does right now, for the live line, the summary and metrics. */
export interface ConnectorStatus {
  readonly name: string;
  readonly type: string;
  readonly role: 'source' | 'sink' | 'both';
  readonly counters: Readonly<ConnectorCounters>;
  /** What it waits for, as it said itself; null when it does not wait. */
  readonly waiting: string | null;
}

export interface FlowStatus {
  readonly flow: string;
  readonly state: 'starting' | 'running' | 'stopping' | 'ended';
  readonly connectors: readonly ConnectorStatus[];
  /** Error events that nothing was connected to take. */
  readonly unhandledErrors: number;
  /** Null when the flow runs without. */
  readonly checkpoints: CheckpointStatus | null;
}
