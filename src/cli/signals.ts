type StopSignal = 'SIGINT' | 'SIGTERM';

export interface SignalHandlers {
  /** The first SIGINT or SIGTERM: stop cleanly. */
  first(signal: StopSignal): void;
  /** Any further one: end at once. */
  second(signal: StopSignal): void;
}

/** Listens for SIGINT and SIGTERM until `end` is called. */
export function watchSignals(handlers: SignalHandlers): { end(): void } {
  let count = 0;
  const onSignal = (signal: StopSignal): void => {
    count++;
    if (count === 1) handlers.first(signal);
    else handlers.second(signal);
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
