import { EXIT } from './exit.ts';

type StopSignal = 'SIGINT' | 'SIGTERM';

export interface SignalHandlers {
  /** The first SIGINT or SIGTERM: stop cleanly. */
  first(signal: StopSignal): void;
  /** The second one: end at once. A third one ends the process whatever it does. */
  second(signal: StopSignal): void;
}

/** `timeout` and shells send a signal to the process and to its group: two of them at once are one. */
const SAME_SIGNAL_MS = 200;

/** Listens for SIGINT and SIGTERM until `end` is called. */
export function watchSignals(handlers: SignalHandlers): { end(): void } {
  let count = 0;
  let lastAt = -Infinity;
  const onSignal = (signal: StopSignal): void => {
    const now = performance.now();
    if (now - lastAt < SAME_SIGNAL_MS) return;
    lastAt = now;
    count++;
    if (count === 1) handlers.first(signal);
    else if (count === 2) handlers.second(signal);
    else process.exit(signal === 'SIGINT' ? EXIT.interrupted : EXIT.terminated);
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return {
    end() {
      process.off('SIGINT', onSignal);
      process.off('SIGTERM', onSignal);
    },
  };
}
