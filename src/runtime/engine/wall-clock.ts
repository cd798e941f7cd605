/** A clock that has been set is noticed when it differs by more than this from what passed; below, it is only coarse. */
const MAX_DIFFERENCE_MS = 5;

/**
 * The clock on the wall in nanoseconds since 1970, finer than the milliseconds that the system gives: between two of
 * those the steady clock tells. It follows when the clock is set, and may go back then, like any wall clock.
 */
export function createWallClock(
  wallMs: () => number = Date.now,
  steadyMs: () => number = () => performance.now(),
): () => bigint {
  let behind = wallMs() - steadyMs();
  return () => {
    const steady = steadyMs();
    const wall = wallMs();
    if (Math.abs(steady + behind - wall) > MAX_DIFFERENCE_MS) behind = wall - steady;
    // Whole microseconds: a double does not hold the nanoseconds since 1970.
    return BigInt(Math.floor((steady + behind) * 1_000)) * 1_000n;
  };
}
