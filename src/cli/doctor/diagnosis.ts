import type { ExaminationCheck, Examination, PolicyStatement } from '../../runtime/api.ts';

/** What was found at one connector of a flow. */
export interface ExaminedConnector extends Examination {
  readonly flow: string;
  readonly connector: string;
  readonly type: string;
}

/** The result of `flowrun doctor`: what `--json` prints, beside `ok`. */
export interface Diagnosis {
  readonly connectors: readonly ExaminedConnector[];
  /** What the credentials of all flows together must be allowed. */
  readonly policy: Policy;
}

/** As IAM takes it. */
export interface Policy {
  readonly Version: '2012-10-17';
  readonly Statement: readonly PolicyStatement[];
}

/** Does everything work that the flows need? */
export function isHealthy({ connectors }: Diagnosis): boolean {
  return connectors.every(({ checks }) => checks.every((check) => !isTrouble(check)));
}

/** It does not work, and the flow needs it. */
export function isTrouble({ outcome, isNeeded }: ExaminationCheck): boolean {
  return outcome === 'fails' && isNeeded;
}

/** One statement for each set of resources, with the actions of all connectors, each once. */
export function mergePolicy(connectors: readonly Pick<Examination, 'policy'>[]): Policy {
  const merged = new Map<string, PolicyStatement>();
  for (const statement of connectors.flatMap(({ policy }) => policy)) {
    const place = JSON.stringify([statement.Resource, statement.Condition]);
    const known = merged.get(place);
    const actions = new Set([...(known?.Action ?? []), ...statement.Action]);
    merged.set(place, { ...statement, Action: [...actions] });
  }
  return { Version: '2012-10-17', Statement: [...merged.values()] };
}
