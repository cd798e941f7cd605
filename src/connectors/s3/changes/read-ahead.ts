/**
 * Reads up to `limit` items ahead of who asks for them. Ends its source when nobody asks any more; a failure comes in
 * its turn.
 */
export async function* readAhead<T>(source: AsyncIterable<T>, limit: number): AsyncGenerator<T> {
  const iterator = source[Symbol.asyncIterator]();
  const ahead: Promise<IteratorResult<T>>[] = [];
  const ask = (): void => {
    const next = iterator.next();
    // Looked at in its turn, or never: then it is nobody's failure.
    next.catch(() => undefined);
    ahead.push(next);
  };
  try {
    ask();
    for (;;) {
      while (ahead.length < limit) ask();
      const next = await ahead.shift()!;
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    // What was asked for must not outlive us: the source is told, and its requests end with its signal.
    void iterator.return?.().then(undefined, () => undefined);
  }
}
