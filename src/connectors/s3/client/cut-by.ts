/**
 * The promise, or a rejection with the signal's reason as soon as that is aborted: for work that heeds no signal. What
 * it comes to later is not looked at.
 */
export function cutBy<T>(signal: AbortSignal, promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const cut = (): void => reject(signal.reason as Error);
    const forget = (): void => signal.removeEventListener('abort', cut);
    promise.finally(forget).then(resolve, reject);
    if (signal.aborted) cut();
    else signal.addEventListener('abort', cut, { once: true });
  });
}
