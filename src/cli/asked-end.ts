import type { ExitRequest } from '../runtime/api.ts';
import { ForcedExit } from '../runtime/api.ts';
import type { RunningFlow } from '../runtime/engine/flow.ts';

/** An end that an event has asked for, by way of the connector `exit`. */
export interface AskedEnd {
  readonly ask: (request: ExitRequest, connector: string) => void;
  /** Null when nothing has asked. */
  readonly code: number | null;
}

/** It is the end of all flows; the first one that asks decides how. */
export function createAskedEnd(flows: () => readonly RunningFlow[]): AskedEnd {
  let code: number | null = null;
  return {
    get code() {
      return code;
    },
    ask(request, connector) {
      if (code !== null) return;
      code = request.code;
      for (const flow of flows()) {
        if (request.graceful) flow.stop();
        else flow.abort(new ForcedExit(connector, request.code));
      }
    },
  };
}

/** Was the flow ended because an event asked for it? That is no failure. */
export function wasAskedFor(error: unknown): boolean {
  return error instanceof ForcedExit;
}
