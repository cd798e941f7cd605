import { z } from 'zod';
import type { Value } from '../../../runtime/value/value.ts';
import type { Span } from '../../diagnostics/diagnostic.ts';
import type * as ast from '../../3-ast/nodes.ts';
import { CONFIG_NAMES } from '../../4-analyse/index.ts';
import type { Findings } from '../../4-analyse/index.ts';
import { checkSettings } from './check.ts';
import { evaluate } from './environment.ts';
import type { Environment } from './environment.ts';
import { asRecord } from './locate.ts';

/** From a millisecond to the longest that a timer can wait. */
const seconds = z.number().min(0.001).max(2_147_483);

const schema = z.strictObject({
  metrics_interval_s: seconds.optional(),
  id: z.string().min(1).optional(),
});

/** What `#!config` says about something, and `metrics_interval_s` about a connector. */
export interface Config {
  readonly metricsIntervalMs?: number | undefined;
  readonly id?: string | undefined;
}

/** The values of `#!config`; those that are not in order are left out (reported). `what` is it that they are about. */
export function configure(
  settings: readonly ast.Setting[],
  what: { readonly title: string; readonly span: Span },
  environment: Pick<Environment, 'args' | 'scope'>,
  findings: Findings,
): Config {
  const known = settings.filter(({ name }) => CONFIG_NAMES.includes(name.text));
  if (known.length === 0) return {};
  const values = new Map<string, Value>();
  for (const { name, value } of known) {
    const evaluated = evaluate(value, environment, findings);
    if (evaluated !== undefined) values.set(name.text, evaluated);
  }
  const subject = {
    title: what.title,
    schema,
    formerNames: {},
    place: { name: what.span, value: asRecord(known, what.span) },
    misplaced: [],
  };
  const checked = checkSettings(subject, values, findings.of(environment.scope.source));
  if (checked === null) return {};
  // It is what the schema has parsed.
  const { metrics_interval_s: interval, id } = checked.config as z.output<typeof schema>;
  return { metricsIntervalMs: interval === undefined ? undefined : Math.round(interval * 1_000), id };
}
