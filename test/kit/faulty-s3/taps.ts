/** A body on its way: passes the bytes on, and may do something to them. */
export type Tap = (source: AsyncIterable<Buffer>) => AsyncIterable<Buffer>;

export const untouched: Tap = (source) => source;

/** Does `action` when so many bytes have been passed on, or at the end of a shorter body; and then goes on. */
export function pausingAfter(bytes: number, action: () => Promise<void> | void): Tap {
  return async function* (source) {
    let passed = 0;
    let isDone = false;
    for await (const chunk of source) {
      const rest = bytes - passed;
      passed += chunk.length;
      if (isDone || chunk.length < rest) {
        yield chunk;
        continue;
      }
      if (rest > 0) yield chunk.subarray(0, rest);
      isDone = true;
      await action();
      yield chunk.subarray(rest);
    }
    if (!isDone) await action();
  };
}

/** Flips the lowest bit of that byte, or of the last one of a shorter body. */
export function corrupting(byte: number, done: () => void): Tap {
  return async function* (source) {
    let held: Buffer | undefined;
    let before = 0;
    let isDone = false;
    // One chunk behind, to know the last byte when it comes.
    for await (const chunk of source) {
      if (chunk.length === 0) continue;
      if (held !== undefined) yield held;
      held = chunk;
      const index = byte - before;
      before += chunk.length;
      if (isDone || index >= chunk.length) continue;
      held = flipped(chunk, index);
      isDone = true;
      done();
    }
    if (held === undefined) return;
    if (isDone) yield held;
    else {
      yield flipped(held, held.length - 1);
      done();
    }
  };
}

function flipped(chunk: Buffer, index: number): Buffer {
  const copy = Buffer.from(chunk);
  copy[index]! ^= 1;
  return copy;
}

/** Waits for `pause` before each piece, so that no more than that many bytes pass in a second. */
export function pacing(bytesPerSecond: number, pause: (ms: number) => Promise<void>): Tap {
  // Ten pieces a second: small enough to be a trickle, large enough to be cheap.
  const piece = Math.max(1, Math.floor(bytesPerSecond / 10));
  return async function* (source) {
    for await (const chunk of source) {
      for (let start = 0; start < chunk.length; start += piece) {
        const part = chunk.subarray(start, start + piece);
        await pause((part.length / bytesPerSecond) * 1000);
        yield part;
      }
    }
  };
}
