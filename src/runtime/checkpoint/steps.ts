/**
 * Named steps on the way to durability. Crash tests end the process at each of them; when nobody listens they cost
 * nothing.
 */
import { channel } from 'node:diagnostics_channel';

/** The name of the diagnostics channel; a message is a {@link Step}. */
export const STEP_CHANNEL = 'flowrun:step';

export interface Step {
  /** `store:renamed`: who, and what has just been done. */
  readonly name: string;
}

const steps = channel(STEP_CHANNEL);

/** Says that something has just been done. Listeners run before it returns. */
export function step(name: string): void {
  if (steps.hasSubscribers) steps.publish({ name } satisfies Step);
}
