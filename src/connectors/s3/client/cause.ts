/**
 * An error of the SDK as the cause of one of ours: what it says and where, without the response that hangs on it,
 * which holds sockets, buffers, and headers with a signature.
 */
export function causeOf(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const cause = new Error(error.message);
  cause.name = error.name;
  if (error.stack !== undefined) cause.stack = error.stack;
  return cause;
}
